using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Domain.StuckSessions;

/// <summary>What happened at one moment of a session's past; what a moment did not touch is null.</summary>
/// <param name="At">When the house learned of it.</param>
/// <param name="RegisterWh">Of a reading.</param>
/// <param name="IsReading">A reading came, with or without a register.</param>
public readonly record struct PastMoment(DateTimeOffset At, bool IsReading, long? RegisterWh = null, int? PowerW = null, int? SocPercent = null, bool? IsOnline = null, ConnectorStatus? Status = null);

/// <summary>A session of the past, as far as it bears on being stuck.</summary>
/// <param name="EndedAt">When the charging ended; for one that was closed from here that is its last reading. Null while it is open.</param>
/// <param name="EndKnownAt">When the house learned of the end, or decided it: until then it was open. Null while it is open: then <see cref="Replay"/> ends with now.</param>
public sealed record PastSession(
    Guid Id, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? StopRequestedAt, DateTimeOffset? EndedAt, EndReason? EndReason,
    long? MeterStartWh, long? MeterStopWh, bool WasOnline, ConnectorStatus StatusBefore, DateTimeOffset? EndKnownAt);

/// <summary>That a session of the past would have been caught.</summary>
/// <param name="At">When.</param>
/// <param name="Resumed">It went on by itself afterwards: a false alarm.</param>
public sealed record WouldCatch(Guid SessionId, EvidenceKind Cause, Confidence Confidence, DateTimeOffset At, bool Resumed);

/// <summary>
/// Tells of a session of the past whether given thresholds would have caught it, and when: the same rules that judge the present, asked
/// at every moment at which time alone could have made evidence.
/// </summary>
public static class Replay
{
    /// <param name="moments">In order of time.</param>
    /// <param name="now">Where the past ends.</param>
    public static WouldCatch? Find(PastSession session, IReadOnlyList<PastMoment> moments, StuckThresholds limits, DateTimeOffset now)
    {
        var end = session.EndKnownAt ?? now;
        var facts = new SessionFacts
        {
            Now = session.RequestedAt,
            HouseStartedAt = session.RequestedAt,
            State = SessionState.Starting,
            RequestedAt = session.RequestedAt,
            IsOnline = session.WasOnline,
            ConnectionChangedAt = session.WasOnline ? null : session.RequestedAt,
            ConnectorStatus = session.StatusBefore,
            ConnectorStatusAt = session.RequestedAt,
        };
        long? register = session.MeterStartWh;
        foreach (var moment in moments.Where(m => m.At >= session.RequestedAt && m.At <= end).Append(new PastMoment(end, false)))
        {
            if (Between(session, facts, moment.At, limits) is { } caught) return caught with { Resumed = HasResumed(session, moments, caught.At, register) };
            facts = After(facts, session, moment, ref register);
        }

        return null;
    }

    // The facts stand still between two moments, and only the clock moves on.
    private static WouldCatch? Between(PastSession session, SessionFacts facts, DateTimeOffset until, StuckThresholds limits)
    {
        foreach (var at in Instants(session, facts, limits).Where(at => at > facts.Now && at < until).Order())
        {
            var verdict = StuckRules.Judge(At(facts, session, at), limits);
            if (verdict.IsStuck) return new WouldCatch(session.Id, verdict.Evidence[0].Kind, verdict.Confidence!.Value, at, false);
        }

        return null;
    }

    private static IEnumerable<DateTimeOffset> Instants(PastSession session, SessionFacts facts, StuckThresholds limits)
    {
        DateTimeOffset?[] bases = [session.RequestedAt, session.StartedAt, session.StopRequestedAt, facts.LastReadingAt, facts.EnergyMovedAt, facts.ConnectionChangedAt, facts.ConnectorStatusAt];
        TimeSpan[] spans =
        [
            TimeSpan.FromMinutes(limits.MeterSilentMinutes), TimeSpan.FromMinutes(limits.EnergyFlatMinutes), TimeSpan.FromMinutes(limits.OfflineMinutes),
            TimeSpan.FromMinutes(limits.StartPendingMinutes), TimeSpan.FromMinutes(limits.StopPendingMinutes), TimeSpan.FromHours(limits.MaxHours), TimeSpan.FromMinutes(2),
        ];
        return from start in bases where start is not null from span in spans select start.Value + span;
    }

    private static SessionFacts At(SessionFacts facts, PastSession session, DateTimeOffset at) => facts with
    {
        Now = at,
        State = session.StopRequestedAt <= at ? SessionState.Stopping : session.StartedAt <= at ? SessionState.Charging : SessionState.Starting,
        StartedAt = session.StartedAt <= at ? session.StartedAt : null,
        StopRequestedAt = session.StopRequestedAt <= at ? session.StopRequestedAt : null,
    };

    private static SessionFacts After(SessionFacts facts, PastSession session, PastMoment moment, ref long? register)
    {
        var next = At(facts, session, moment.At);
        if (moment.IsReading)
        {
            next = next with { LastReadingAt = moment.At, PowerW = moment.PowerW ?? next.PowerW, SocPercent = moment.SocPercent ?? next.SocPercent };
            if (moment.RegisterWh is { } now && !(now <= register)) (next, register) = (next with { EnergyMovedAt = moment.At }, now);
        }

        if (moment.IsOnline is { } isOnline) next = next with { IsOnline = isOnline, ConnectionChangedAt = moment.At };
        return moment.Status is { } status ? next with { ConnectorStatus = status, ConnectorStatusAt = moment.At } : next;
    }

    // Energy moved on, or the charger had a last word of its own that was more than was known.
    private static bool HasResumed(PastSession session, IReadOnlyList<PastMoment> moments, DateTimeOffset caughtAt, long? register) =>
        moments.Any(m => m.At > caughtAt && m.RegisterWh > register)
        || (session.StartedAt > caughtAt)
        || (session.MeterStopWh > register && session.EndedAt > caughtAt);
}
