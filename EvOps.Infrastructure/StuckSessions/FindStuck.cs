using System.Collections.Concurrent;
using System.Collections.Frozen;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>An open session with what is thought of it, and from what.</summary>
/// <param name="Steps">What was done about it so far, oldest first.</param>
/// <param name="IsUndecided">Nobody can say just now: its charger is just back and may still tell what it kept, or the house has not listened for long enough to repeat what it thought.</param>
/// <param name="FineAt">When it was last known to be fine; null where it never was. Steps from before it are history.</param>
/// <param name="WantedAt">When a driver was last turned away from its plug; null where none was lately.</param>
/// <param name="BlocksFrom">When somebody's booking of its plug begins, or began; null where none is soon.</param>
public sealed record StuckSession(SessionRow Row, StuckVerdict Verdict, SessionFacts Facts, ChargerModel Model, ModelBehaviour? Behaviour, IReadOnlyList<HealingStep> Steps, DateTimeOffset? WantedAt, DateTimeOffset? BlocksFrom = null, DateTimeOffset? FineAt = null, bool IsUndecided = false)
{
    public Urgency Urgency => new(BlocksFrom, WantedAt, Verdict.Confidence, Row.CostSoFar?.MinorUnits, Verdict.Since);
}

/// <summary>
/// Judges every open session by what is stored and what is live. Asked for at any moment: nothing of it is kept, so nothing of it can
/// be old.
/// </summary>
public sealed class FindStuck(
    IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, IChargePointLink link, Presence presence, ReadThresholds thresholds, LearnBehaviour behaviours, RedeemBooking bookings, HouseClock house, Reconnects reconnects,
    TimeProvider time)
{
    // A sweep may see what is stuck a moment before it is written down.
    private static readonly TimeSpan BeforeFound = TimeSpan.FromMinutes(1);

    /// <summary>Those that are stuck, the most urgent first.</summary>
    public async Task<Outcome<List<StuckSession>>> RunAsync(Actor actor, CancellationToken cancel)
    {
        var all = await LookAsync(actor, cancel);
        return all.IsDone ? all.Value.FindAll(s => s.Verdict.IsStuck) : all.Refusal;
    }

    /// <summary>All that are open, the most urgent first.</summary>
    public async Task<Outcome<List<StuckSession>>> LookAsync(Actor actor, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see stuck sessions");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = db.Sessions.AsNoTracking().Where(s => s.EndedAt == null);
        var judged = await JudgeAsync(db, await SessionRows.Of(db, open).ToListAsync(cancel), cancel);
        return judged.OrderBy(s => s.Urgency).ThenBy(s => s.Row.Id).ToList();
    }

    /// <summary>One open session, stuck or not; refused where it has ended.</summary>
    /// <param name="anyId">Session id, request id, or transaction id.</param>
    public async Task<Outcome<StuckSession>> FindAsync(Actor actor, string anyId, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see stuck sessions");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var row = await SessionRows.Of(db, SessionIds.Named(db.Sessions.AsNoTracking(), anyId)).SingleOrDefaultAsync(cancel);
        if (row is null) return SessionAccess.NotFound;
        if (!row.IsOpen) return Refuse.NotNow("session_ended", "The session has ended: it holds no plug.");
        return (await JudgeAsync(db, [row], cancel))[0];
    }

    private async Task<List<StuckSession>> JudgeAsync(EvOpsDb db, List<SessionRow> rows, CancellationToken cancel)
    {
        var (chargers, plugs) = (rows.Select(r => r.ChargePointId).Distinct().ToList(), rows.Select(r => r.ConnectorId).ToList());
        var boots = await db.ChargePoints.AsNoTracking().Where(c => chargers.Contains(c.Id)).Select(c => new { c.Id, c.LastBootAt, c.LastSeenAt, c.Vendor, c.Model, c.Firmware, c.IsVendorManaged }).ToDictionaryAsync(c => c.Id, cancel);
        var states = await db.Connectors.AsNoTracking().Where(c => plugs.Contains(c.Id)).Select(c => new { c.Id, c.Status, c.StatusAt, c.StatusHeardAt, c.WantedAt }).ToDictionaryAsync(c => c.Id, cancel);
        var ids = rows.Select(r => r.Id).ToList();
        var steps = (await db.HealingSteps.AsNoTracking().Where(s => s.SessionId != null && ids.Contains(s.SessionId!.Value)).ToListAsync(cancel)).ToLookup(s => s.SessionId!.Value);
        var cases = (await db.StuckCases.AsNoTracking().Where(c => ids.Contains(c.SessionId)).Select(c => new { c.SessionId, c.FoundAt, c.EndedAt }).ToListAsync(cancel)).ToLookup(c => c.SessionId);
        var reopened = await db.Sessions.AsNoTracking().Where(s => s.ReopenedAt != null && ids.Contains(s.Id)).Select(s => new { s.Id, s.ReopenedAt }).ToDictionaryAsync(s => s.Id, s => s.ReopenedAt, cancel);
        var (now, limits, learned) = (time.GetUtcNow(), await thresholds.RunAsync(db, cancel), await behaviours.RunAsync(cancel));
        var next = await bookings.NextStartsAsync(db, plugs, now, cancel);
        return [.. rows.Select(row =>
        {
            var (live, charger, plug) = (sessions.Find(row.Id), boots[row.ChargePointId], states[row.ConnectorId]);
            var figures = live?.Figures;
            var model = ChargerModel.Of(charger.Vendor, charger.Model, charger.Firmware);
            var behaviour = learned.GetValueOrDefault(model);
            var facts = new SessionFacts
            {
                Now = now,
                HouseStartedAt = house.StartedAt,
                State = row.State,
                RequestedAt = row.RequestedAt,
                StartedAt = row.StartedAt,
                StopRequestedAt = row.StopRequestedAt,
                IsOnline = presence.IsReachable(row.ChargePoint, charger.IsVendorManaged, charger.LastSeenAt),
                IsVendorManaged = charger.IsVendorManaged,
                ConnectionChangedAt = charger.IsVendorManaged ? null : link.ConnectedSince(row.ChargePoint) is { } since ? reconnects.FirstOf(row.ChargePointId, since) : charger.LastSeenAt,
                LastBootAt = charger.LastBootAt,
                ConnectorStatus = plug.Status,
                ConnectorStatusAt = plug.StatusHeardAt ?? plug.StatusAt,
                ConnectorStatusToldAt = plug.StatusAt,
                LastReadingAt = live?.HeardAt,
                LastReadingToldAt = figures?.LastReadingAt,
                EnergyMovedAt = live?.EnergyMovedAt,
                PowerW = figures?.PowerW,
                SocPercent = figures?.SocPercent,
                Doubtful = behaviour?.Doubtful ?? FrozenSet<EvidenceKind>.Empty,
            };
            var verdict = StuckRules.Judge(facts, limits.Of(row.StationId));
            var isUndecided = !verdict.IsStuck && (verdict.RuledOut.Any(ruled => ruled.Kind == Harmless.JustBack) || StuckRules.Judge(facts with { HouseStartedAt = row.RequestedAt }, limits.Of(row.StationId)).IsStuck);
            return new StuckSession(
                row with { Now = figures }, verdict, facts, model, behaviour, [.. steps[row.Id].OrderBy(s => s.Number)],
                Urgency.IsWaiting(plug.WantedAt, now) ? plug.WantedAt : null, next.TryGetValue(row.ConnectorId, out var from) ? from : null, Latest([.. cases[row.Id].Select(c => c.EndedAt ?? c.FoundAt - BeforeFound), reopened.GetValueOrDefault(row.Id)]), isUndecided);
        })];
    }

    private static DateTimeOffset? Latest(IEnumerable<DateTimeOffset?> times) => times.Max();
}

/// <summary>
/// Since when a charger is back. One that comes and goes is back since it first came: each time anew it would have its grace, and never
/// be thought stuck.
/// </summary>
public sealed class Reconnects
{
    private static readonly TimeSpan Series = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (DateTimeOffset First, DateTimeOffset Last)> known = new();

    /// <param name="connectedSince">Since when the connection of this moment stands.</param>
    public DateTimeOffset FirstOf(Guid chargePointId, DateTimeOffset connectedSince) => known.AddOrUpdate(
        chargePointId, (connectedSince, connectedSince),
        (_, before) => connectedSince <= before.Last ? before : connectedSince - before.Last < Series ? (before.First, connectedSince) : (connectedSince, connectedSince)).First;
}

/// <summary>Since when this process has been listening.</summary>
public sealed class HouseClock(TimeProvider time)
{
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
