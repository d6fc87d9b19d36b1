using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Infrastructure.Database;

/// <summary>Not ready while the database cannot be reached, or has another schema than this version needs.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<EvOpsDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var missing = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            return missing.Any() ? HealthCheckResult.Unhealthy("The schema is not the one that this version needs.") : HealthCheckResult.Healthy();
        }
        catch (DbException failure)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached.", failure);
        }
    }
}
