using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// Job: what was said of an outage while it lasted gets its end when the outage is over. Statistics see that end before; written down it
/// spares them to look at all that was since.
/// </summary>
public sealed class EndOutageReasons(IDbContextFactory<EvOpsDb> databases, CountFaults count, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var reason in await db.OutageReasons.Where(r => r.To == null).ToListAsync(cancel))
        {
            var charger = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleAsync(c => c.Id == reason.ChargePointId, cancel);
            var end = await count.EndOfOutageAsync(db, charger, reason.ConnectorNumber, reason.From, now, cancel);
            if (end == now) continue;

            // A charger that told of an earlier recovery late: then there was no outage at all.
            reason.End(end ?? reason.From);
            await db.SaveChangesAsync(cancel);
            live.Publish(new OutageExplained(reason.ChargePointId));
        }
    }
}
