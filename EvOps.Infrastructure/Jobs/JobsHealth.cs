using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace EvOps.Infrastructure.Jobs;

/// <summary>Not ready while no job would run: nothing that is overdue would be seen.</summary>
internal sealed class JobsHealth(ISchedulerFactory schedulers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        return scheduler.Status == SchedulerStatus.Running
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The job scheduler is not running: {scheduler.Status}.");
    }
}
