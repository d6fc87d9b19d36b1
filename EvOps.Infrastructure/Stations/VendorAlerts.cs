using EvOps.Domain.Alerts;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What vendors told and nobody could do anything with: of each vendor one alert, for mostly they have one cause.</summary>
public sealed class VendorAlerts : IAlertSource
{
    public string About => "events of vendors";

    public IReadOnlyList<string> Rules { get; } = ["vendor_dead_letter"];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var dead = await look.Db.VendorEvents.AsNoTracking().Where(e => e.State == VendorEventState.Dead)
            .Select(e => new { e.Id, e.Vendor, e.Kind, e.ReceivedAt, e.Trouble }).ToListAsync(cancel);
        return new(dead.GroupBy(e => e.Vendor).Select(all => (Last: all.MaxBy(e => e.Id)!, Count: all.Count(), First: all.Min(e => e.ReceivedAt))).Select(v => new AlertSignal(
            $"vendor-dead/{v.Last.Vendor}", "vendor_dead_letter", v.Last.Kind == VendorEventKind.ConnectorStatus ? AlertSeverity.Warning : AlertSeverity.Critical,
            v.Count == 1 ? $"An event of {v.Last.Vendor} could not be worked off" : $"{v.Count} events of {v.Last.Vendor} could not be worked off",
            $"{v.Last.Trouble} Mend that, and play {(v.Count == 1 ? "it" : "them")} again: a session that has ended is not billed before.", "/vendor-events?state=Dead", v.First, Needs: Permission.ManageStations)));
    }

    public Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel) =>
        Task.FromResult("No event of this vendor waits for anybody any more: they were played again.");
}
