using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>An open session with what is thought of it, and from what.</summary>
public sealed record StuckSession(SessionRow Row, StuckVerdict Verdict, SessionFacts Facts);

/// <summary>
/// Judges every open session by what is stored and what is live. Asked for at any moment: nothing of it is kept, so nothing of it can
/// be old.
/// </summary>
public sealed class FindStuck(
    IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, IChargePointLink link, IOptions<StuckSessionsOptions> options, HouseClock house, TimeProvider time)
{
    /// <summary>Those that are stuck, the most certain first, of those the ones that have been it for longest.</summary>
    public async Task<Outcome<List<StuckSession>>> RunAsync(Actor actor, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see stuck sessions");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = db.Sessions.AsNoTracking().Where(s => s.EndedAt == null);
        var judged = await JudgeAsync(db, await SessionRows.Of(db, open).ToListAsync(cancel), cancel);
        return judged.Where(s => s.Verdict.IsStuck).OrderByDescending(s => s.Verdict.Confidence).ThenBy(s => s.Verdict.Since).ThenBy(s => s.Row.Id).ToList();
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
        var boots = await db.ChargePoints.AsNoTracking().Where(c => chargers.Contains(c.Id)).Select(c => new { c.Id, c.LastBootAt, c.LastSeenAt }).ToDictionaryAsync(c => c.Id, cancel);
        var states = await db.Connectors.AsNoTracking().Where(c => plugs.Contains(c.Id)).Select(c => new { c.Id, c.Status, c.StatusAt }).ToDictionaryAsync(c => c.Id, cancel);
        var (now, limits) = (time.GetUtcNow(), options.Value.Thresholds);
        return [.. rows.Select(row =>
        {
            var (live, charger, plug) = (sessions.Find(row.Id), boots[row.ChargePointId], states[row.ConnectorId]);
            var figures = live?.Figures;
            var facts = new SessionFacts
            {
                Now = now,
                HouseStartedAt = house.StartedAt,
                State = row.State,
                RequestedAt = row.RequestedAt,
                StartedAt = row.StartedAt,
                StopRequestedAt = row.StopRequestedAt,
                IsOnline = link.IsConnected(row.ChargePoint),
                ConnectionChangedAt = link.ConnectedSince(row.ChargePoint) ?? charger.LastSeenAt,
                LastBootAt = charger.LastBootAt,
                ConnectorStatus = plug.Status,
                ConnectorStatusAt = plug.StatusAt,
                LastReadingAt = figures?.LastReadingAt,
                EnergyMovedAt = live?.EnergyMovedAt,
                PowerW = figures?.PowerW,
                SocPercent = figures?.SocPercent,
            };
            return new StuckSession(row with { Now = figures }, StuckRules.Judge(facts, limits), facts);
        })];
    }
}

/// <summary>Since when this process has been listening.</summary>
public sealed class HouseClock(TimeProvider time)
{
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
