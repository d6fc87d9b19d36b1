using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>Job: snapshots that are old enough go, in portions, so that nobody waits long for the database.</summary>
public sealed class ForgetSnapshots(IDbContextFactory<EvOpsDb> databases, IOptions<FaultsOptions> options, TimeProvider time)
{
    private const int Portion = 5_000;

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.SnapshotDays);
        await using var db = await databases.CreateDbContextAsync(cancel);
        while (true)
        {
            var old = await db.HealthSnapshots.Where(s => s.At < before).OrderBy(s => s.At).Select(s => s.Id).Take(Portion).ToListAsync(cancel);
            if (old.Count == 0) return;
            var (first, last) = (old.Min(), old.Max());
            await db.HealthSnapshots.Where(s => s.Id >= first && s.Id <= last && s.At < before).ExecuteDeleteAsync(cancel);
        }
    }
}
