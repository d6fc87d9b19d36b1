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

    public IReadOnlyList<AlertRule> Rules { get; } = [new("vendor_dead_letter", "What a vendor told of could not be worked off.")];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var dead = await DeadVendorEvents.OfAsync(look.Db, cancel);
        return new(dead.Select(v => new AlertSignal(
            $"vendor-dead/{v.Vendor}", "vendor_dead_letter", v.HasSessions ? AlertSeverity.Critical : AlertSeverity.Warning, $"{v.Title} could not be worked off",
            $"{v.LastTrouble} Mend that, and play {(v.Count == 1 ? "it" : "them")} again: a session that has ended is not billed before. What needs nothing more can be dismissed.",
            "/vendor-events?state=Dead", v.FirstAt, Needs: Permission.ManageStations)));
    }

    public Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel) =>
        Task.FromResult("No event of this vendor waits for anybody any more: they were played again, or dismissed.");
}

/// <summary>What one vendor told and nobody could do anything with.</summary>
/// <param name="HasSessions">Some of them are about sessions, and so about money.</param>
/// <param name="LastTrouble">Why the last of them came to nothing.</param>
public sealed record DeadVendorEvents(string Vendor, int Count, bool HasSessions, string? LastTrouble, DateTimeOffset FirstAt)
{
    /// <summary>"An event of acme", "3 events of acme".</summary>
    public string Title => Count == 1 ? $"An event of {Vendor}" : $"{Count} events of {Vendor}";

    /// <summary>Vendor by vendor: however many there are, counted in the database.</summary>
    public static async Task<IReadOnlyList<DeadVendorEvents>> OfAsync(EvOpsDb db, CancellationToken cancel)
    {
        var dead = await db.VendorEvents.AsNoTracking().Where(e => e.State == VendorEventState.Dead).GroupBy(e => e.Vendor)
            .Select(all => new { Vendor = all.Key, Count = all.Count(), FirstId = all.Min(e => e.Id), LastId = all.Max(e => e.Id), Sessions = all.Count(e => e.Kind != VendorEventKind.ConnectorStatus) })
            .ToListAsync(cancel);
        var ids = dead.SelectMany(v => new[] { v.FirstId, v.LastId }).ToList();
        var ends = await db.VendorEvents.AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.ReceivedAt, e.Trouble }).ToDictionaryAsync(e => e.Id, cancel);
        return [.. dead.Where(v => ends.ContainsKey(v.FirstId) && ends.ContainsKey(v.LastId))
            .Select(v => new DeadVendorEvents(v.Vendor, v.Count, v.Sessions > 0, ends[v.LastId].Trouble, ends[v.FirstId].ReceivedAt))];
    }
}
