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
/// <param name="WantedAt">When a driver was last turned away from its plug; null where none was lately.</param>
/// <param name="BlocksFrom">When somebody's booking of its plug begins, or began; null where none is soon.</param>
public sealed record StuckSession(SessionRow Row, StuckVerdict Verdict, SessionFacts Facts, ChargerModel Model, ModelBehaviour? Behaviour, IReadOnlyList<HealingStep> Steps, DateTimeOffset? WantedAt, DateTimeOffset? BlocksFrom = null)
{
    public Urgency Urgency => new(BlocksFrom, WantedAt, Verdict.Confidence, Row.CostSoFar?.MinorUnits, Verdict.Since);
}

/// <summary>
/// Judges every open session by what is stored and what is live. Asked for at any moment: nothing of it is kept, so nothing of it can
/// be old.
/// </summary>
public sealed class FindStuck(
    IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, IChargePointLink link, Presence presence, ReadThresholds thresholds, LearnBehaviour behaviours, RedeemBooking bookings, HouseClock house,
    TimeProvider time)
{
    /// <summary>Those that are stuck, the most urgent first.</summary>
    public async Task<Outcome<List<StuckSession>>> RunAsync(Actor actor, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see stuck sessions");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = db.Sessions.AsNoTracking().Where(s => s.EndedAt == null);
        var judged = await JudgeAsync(db, await SessionRows.Of(db, open).ToListAsync(cancel), cancel);
        return judged.Where(s => s.Verdict.IsStuck).OrderBy(s => s.Urgency).ThenBy(s => s.Row.Id).ToList();
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
        var states = await db.Connectors.AsNoTracking().Where(c => plugs.Contains(c.Id)).Select(c => new { c.Id, c.Status, c.StatusAt, c.WantedAt }).ToDictionaryAsync(c => c.Id, cancel);
        var ids = rows.Select(r => r.Id).ToList();
        var steps = (await db.HealingSteps.AsNoTracking().Where(s => s.SessionId != null && ids.Contains(s.SessionId!.Value)).ToListAsync(cancel)).ToLookup(s => s.SessionId!.Value);
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
                ConnectionChangedAt = charger.IsVendorManaged ? null : link.ConnectedSince(row.ChargePoint) ?? charger.LastSeenAt,
                LastBootAt = charger.LastBootAt,
                ConnectorStatus = plug.Status,
                ConnectorStatusAt = plug.StatusAt,
                LastReadingAt = figures?.LastReadingAt,
                EnergyMovedAt = live?.EnergyMovedAt,
                PowerW = figures?.PowerW,
                SocPercent = figures?.SocPercent,
                Doubtful = behaviour?.Doubtful ?? FrozenSet<EvidenceKind>.Empty,
            };
            return new StuckSession(
                row with { Now = figures }, StuckRules.Judge(facts, limits.Of(row.StationId)), facts, model, behaviour, [.. steps[row.Id].OrderBy(s => s.Number)],
                Urgency.IsWaiting(plug.WantedAt, now) ? plug.WantedAt : null, next.TryGetValue(row.ConnectorId, out var from) ? from : null);
        })];
    }
}

/// <summary>Since when this process has been listening.</summary>
public sealed class HouseClock(TimeProvider time)
{
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
