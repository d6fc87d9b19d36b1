using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>Job: how every charger is at this moment, whether anything changed or not. Twice is one line more and harms nothing.</summary>
public sealed class TakeSnapshots(IDbContextFactory<EvOpsDb> databases, IChargePointLink link, TimeProvider time)
{
    private const int Portion = 500;

    public async Task RunAsync(CancellationToken cancel)
    {
        for (var last = Guid.Empty; ;)
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var some = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors)
                .Where(c => c.BootStatus == BootStatus.Accepted && c.Id.CompareTo(last) > 0)
                .OrderBy(c => c.Id).Take(Portion).ToListAsync(cancel);
            foreach (var chargePoint in some) FaultBook.AddSnapshot(db, chargePoint, link.IsConnected(chargePoint.Identity), time.GetUtcNow());
            await db.SaveChangesAsync(cancel);
            if (some.Count < Portion) return;
            last = some[^1].Id;
        }
    }
}
