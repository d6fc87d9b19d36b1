using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Looks for what needs somebody, in what is stored and in the open sessions.</summary>
public sealed class FindAttention(
    IDbContextFactory<EvOpsDb> databases, IEnumerable<IAttentionSource> others, Presence presence, LiveSessions sessions, IStationDeadlines deadlines, TimeProvider time)
{
    /// <summary>Shown of each kind; the rest is a number.</summary>
    public const int MostOfKind = 5;

    /// <summary>A charger that reboots is back sooner.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(2);

    /// <summary>A charger that agrees to start begins within seconds; the plug is only free again at the deadline.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    /// <summary>What nobody looked at for so long is history.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(3);

    /// <param name="houseStart">Before it nobody could be connected.</param>
    public async Task<List<AttentionItem>> RunAsync(DateTimeOffset houseStart, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        List<AttentionItem> elsewhere = [];
        foreach (var room in others) elsewhere.AddRange(await room.LookAsync(db, cancel));
        return
        [
            .. await ChargersAsync(db, houseStart, now, cancel),
            .. await ConnectorsAsync(db, cancel),
            .. Overdue(now, await deadlines.ReadAsync(db, cancel)),
            .. await HeldAsync(db, cancel),
            .. await UnmatchedAsync(db, now, cancel),
            .. await WebhooksAsync(db, cancel),
            .. await DeadEventsAsync(db, cancel),
            .. elsewhere,
        ];
    }

    private async Task<IEnumerable<AttentionItem>> ChargersAsync(EvOpsDb db, DateTimeOffset houseStart, DateTimeOffset now, CancellationToken cancel)
    {
        var stations = db.Stations;
        var all = await db.ChargePoints.AsNoTracking()
            .Select(c => new { c.Id, c.Identity, c.IsApproved, c.BootStatus, c.Status, c.ErrorCode, c.StatusAt, c.MonitorFaultSince, c.MonitorFaultReason, c.LastSeenAt, c.CreatedAt, c.IsVendorManaged, Station = stations.FirstOrDefault(s => s.Id == c.StationId) })
            .ToListAsync(cancel);
        return all.Select(c =>
        {
            AttentionItem Item(AttentionKind kind, string? detail, DateTimeOffset? since) =>
                new(kind, c.Id, c.Identity, null, c.Station?.Name, c.Station?.TimeZone, detail, since);

            if (c.BootStatus == BootStatus.Pending) return Item(AttentionKind.ChargerQuarantined, null, c.CreatedAt);
            if (!c.IsApproved) return null;
            if (c.MonitorFaultSince is { } faultySince) return Item(AttentionKind.ChargerFaulted, c.MonitorFaultReason ?? "seen by a health monitor", faultySince);
            if (presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt)) return c.Status == ConnectorStatus.Faulted ? Item(AttentionKind.ChargerFaulted, c.ErrorCode, c.StatusAt) : null;

            // Never seen is not gone: it may not have been put up yet. A closed station may be without power.
            if (c.LastSeenAt is not { } seen || c.Station is { IsActive: false }) return null;
            // A vendor that has told nothing for so long is gone, whenever this house began to listen.
            if (c.IsVendorManaged) return Item(AttentionKind.ChargerOffline, null, seen);
            return now - (seen > houseStart ? seen : houseStart) >= Absence ? Item(AttentionKind.ChargerOffline, null, seen) : null;
        }).OfType<AttentionItem>();
    }

    private async Task<IEnumerable<AttentionItem>> ConnectorsAsync(EvOpsDb db, CancellationToken cancel)
    {
        var stations = db.Stations;
        var faulted = await db.Connectors.AsNoTracking().Where(c => c.Status == ConnectorStatus.Faulted)
            .Join(db.ChargePoints.Where(c => c.IsApproved), c => c.ChargePointId, p => p.Id,
                (c, p) => new { c.ChargePointId, p.Identity, c.Number, c.ErrorCode, c.StatusAt, p.IsVendorManaged, p.LastSeenAt, Station = stations.FirstOrDefault(s => s.Id == p.StationId) })
            .ToListAsync(cancel);
        // What an absent charger said last may be over; that it is gone stands there already.
        return faulted.Where(c => presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt))
            .Select(c => new AttentionItem(AttentionKind.ConnectorFaulted, c.ChargePointId, c.Identity, c.Number, c.Station?.Name, c.Station?.TimeZone, c.ErrorCode, c.StatusAt));
    }

    private IEnumerable<AttentionItem> Overdue(DateTimeOffset now, Func<Guid?, SessionDeadlines> of)
    {
        foreach (var session in sessions.All)
        {
            var stopPatience = TimeSpan.FromMinutes(of(session.StationId).StopPendingMinutes);
            var found = session.State switch
            {
                SessionState.Starting when now - session.RequestedAt >= StartPatience => (AttentionKind.StartOverdue, session.RequestedAt),
                SessionState.Stopping when session.StopRequestedAt is { } asked && now - asked >= stopPatience => (AttentionKind.StopOverdue, asked),
                SessionState.Starting or SessionState.Charging or SessionState.Stopping
                    or SessionState.Completed or SessionState.Failed or SessionState.Cancelled => default((AttentionKind, DateTimeOffset)?),
            };
            if (found is (var kind, var since))
            {
                yield return new(
                    kind, session.ChargePointId, session.ChargePointIdentity, session.ConnectorNumber, session.StationName,
                    session.StationName is null ? null : session.TimeZone, null, since, session.Id);
            }
        }
    }

    private static async Task<IEnumerable<AttentionItem>> HeldAsync(EvOpsDb db, CancellationToken cancel)
    {
        var stations = db.Stations;
        var held = await db.Sessions.AsNoTracking().Where(s => s.BillState == BillState.Held)
            .Select(s => new { s.Id, s.ChargePointId, s.ChargePointIdentity, s.ConnectorNumber, s.ReviewReason, s.EndedAt, Station = stations.FirstOrDefault(t => t.Id == s.StationId) })
            .ToListAsync(cancel);
        return held.Select(s => new AttentionItem(
            AttentionKind.SessionHeld, s.ChargePointId, s.ChargePointIdentity, s.ConnectorNumber, s.Station?.Name, s.Station?.TimeZone, s.ReviewReason, s.EndedAt, s.Id));
    }

    private static async Task<IEnumerable<AttentionItem>> UnmatchedAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var stations = db.Stations;
        var since = now - Remembered;
        var unmatched = await db.UnmatchedStops.AsNoTracking().Where(s => s.ReceivedAt >= since)
            .Join(db.ChargePoints, s => s.ChargePointId, c => c.Id,
                (s, c) => new { s.ChargePointId, c.Identity, s.TransactionId, s.MeterStopWh, s.ReceivedAt, Station = stations.FirstOrDefault(t => t.Id == c.StationId) })
            .ToListAsync(cancel);
        return unmatched.Select(s => new AttentionItem(
            AttentionKind.StopUnmatched, s.ChargePointId, s.Identity, null, s.Station?.Name, s.Station?.TimeZone,
            $"transaction {s.TransactionId}{(s.MeterStopWh is { } wh ? $", {wh} Wh at the end" : "")}", s.ReceivedAt));
    }

    private static async Task<IEnumerable<AttentionItem>> DeadEventsAsync(EvOpsDb db, CancellationToken cancel)
    {
        // Of one vendor mostly for one cause.
        var dead = await DeadVendorEvents.OfAsync(db, cancel);
        return dead.Select(v => new AttentionItem(
            AttentionKind.VendorEventDead, Guid.Empty, v.Title, null, null, null, v.LastTrouble, v.FirstAt, Link: $"/vendor-events?state=Dead&vendor={Uri.EscapeDataString(v.Vendor)}"));
    }

    private static async Task<IEnumerable<AttentionItem>> WebhooksAsync(EvOpsDb db, CancellationToken cancel)
    {
        var disabled = await db.WebhookSubscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Disabled).ToListAsync(cancel);
        return disabled.Select(s => new AttentionItem(AttentionKind.WebhookDisabled, Guid.Empty, s.Name, null, null, null, s.DisabledReason, s.DisabledAt));
    }
}
