using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Job: where planned work has begun or ended since the last look, pages and watchers are told, for the clock alone changes it.</summary>
public sealed class TellMaintenance(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time)
{
    private DateTimeOffset lookedAt = time.GetUtcNow();

    public async Task RunAsync(CancellationToken cancel)
    {
        var (since, now) = (lookedAt, time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancel);
        var planned = await db.Stations.AsNoTracking().Where(s => s.Maintenance != null).ToListAsync(cancel);
        foreach (var station in planned)
        {
            var turned = station.Maintenance!.Windows.Where(w => (w.From > since && w.From <= now) || (w.To > since && w.To <= now)).ToList();
            if (turned.Count == 0) continue;

            var plugs = await db.ChargePoints.AsNoTracking().Where(c => c.StationId == station.Id).SelectMany(c => c.Connectors, (c, k) => new { k.Id, k.ChargePointId, c.Identity }).ToListAsync(cancel);
            foreach (var plug in plugs.Where(p => turned.Any(w => w.Concerns(p.Id, p.Identity)))) live.Publish(new ConnectorChanged(station.Id, plug.ChargePointId, plug.Id));
        }

        lookedAt = now;
    }
}
