using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Not ready while readings wait and wait: chargers would not be answered.</summary>
internal sealed class MeterHealth(MeterWriter writer) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        writer.HasStopped ? HealthCheckResult.Unhealthy("Meter readings are not written any more.")
        : writer.WritingFor > Patience ? HealthCheckResult.Unhealthy($"Meter readings have been waiting for the database for more than {Patience.TotalSeconds:N0} seconds.")
        : HealthCheckResult.Healthy());
}
