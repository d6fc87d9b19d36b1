using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Not ready while the listener goes down: no charger should be sent here any more.</summary>
public sealed class OcppHealth(OcppListener listener) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(listener.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The listener is closing."));
}
