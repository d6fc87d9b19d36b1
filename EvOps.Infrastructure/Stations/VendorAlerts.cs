using EvOps.Domain.Alerts;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What vendors told and nobody could do anything with: of each vendor one alert, for mostly they have one cause.</summary>
public sealed class VendorAlerts : IAlertSource
{
    public async Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var dead = await db.VendorEvents.AsNoTracking().Where(e => e.State == VendorEventState.Dead)
            .Select(e => new { e.Id, e.Vendor, e.Kind, e.ReceivedAt, e.Trouble }).ToListAsync(cancel);
        return [.. dead.GroupBy(e => e.Vendor).Select(all => (Last: all.MaxBy(e => e.Id)!, Count: all.Count(), First: all.Min(e => e.ReceivedAt))).Select(v => new AlertSignal(
            $"vendor-dead/{v.Last.Vendor}", "vendor_dead_letter", v.Last.Kind == VendorEventKind.ConnectorStatus ? AlertSeverity.Warning : AlertSeverity.Critical,
            v.Count == 1 ? $"An event of {v.Last.Vendor} could not be worked off" : $"{v.Count} events of {v.Last.Vendor} could not be worked off",
            $"{v.Last.Trouble} Mend that, and play {(v.Count == 1 ? "it" : "them")} again: a session that has ended is not billed before.", "/vendor-events?state=Dead", v.First))];
    }
}
