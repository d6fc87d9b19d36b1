using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What an end brought about: the session as it stands, and a sentence for whoever asked.</summary>
/// <param name="Answer">The charger's; null where it was not asked, or has not answered yet.</param>
public sealed record EndedSession(Guid SessionId, Guid RequestId, int? TransactionId, SessionState State, string Words, LinkAnswer? Answer = null);

/// <summary>
/// Ends a session in whatever state it is. Any of its ids will do; ending twice is answered alike. While the charger is away the
/// wish is kept, and carried out when it returns.
/// </summary>
public sealed class EndSession(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, RemoteStop remoteStop, BookingOfSession bookings, FollowUps followUps, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    /// <summary>How long whoever asked waits for the charger's word; the wish goes on without them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="anyId">Session id, request id, or transaction id.</param>
    /// <param name="waits">For the charger's answer, however long it takes.</param>
    public async Task<Outcome<EndedSession>> RunAsync(Actor actor, string anyId, CancellationToken cancel, bool waits = false)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, anyId, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (session, step) = outcome.Value;
        if (step != StopStep.AlreadyEnded) Tell(session);
        return step switch
        {
            StopStep.AlreadyEnded => Ended(session, "The session had ended already."),
            StopStep.Cancelled => Ended(session, "The session was called off before it began."),
            StopStep.AskCharger => await AskAsync(session, waits, cancel),
        };
    }

    private async Task<Outcome<(Session Session, StopStep Step)>> TryAsync(Actor actor, string anyId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await SessionIds.Named(db.Sessions, anyId).SingleOrDefaultAsync(cancel);
        if (session is null) return await RefuseAsync(db, actor, anyId, SessionAccess.NotFound, cancel);
        if (!actor.May(Permission.ControlSessions) && (actor.UserId is null || session.DriverId != actor.UserId))
            return await RefuseAsync(db, actor, session.Id.ToString(), Refuse.Forbidden("Your role does not allow you to end this session."), cancel);

        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        var step = session.RequestStop(connector, now);
        if (step != StopStep.AlreadyEnded) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.StopRequested, $"{actor.Name} asked to stop."));
        audit.Note(db, actor, "stop session", "session", session.Id.ToString(), "done", step.ToString());
        await bookings.FollowAsync(db, session, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return (session, step);
    }

    private async Task<Refusal> RefuseAsync(EvOpsDb db, Actor actor, string named, Refusal refusal, CancellationToken cancel)
    {
        audit.Note(db, actor, "stop session", "session", named, refusal.Message);
        await db.SaveChangesAsync(cancel);
        return refusal;
    }

    private async Task<EndedSession> AskAsync(Session session, bool waits, CancellationToken cancel)
    {
        var asking = followUps.Run("Remote stop", stop => remoteStop.AskAsync(session.Id, stop));
        if (!waits && await Task.WhenAny(asking, Task.Delay(Patience, time, cancel)) != asking)
            return Ended(session, "The charger has been asked to stop and has not answered yet.");

        var answer = await asking;
        return Told(session, answer) with { Answer = answer };
    }

    private static EndedSession Told(Session session, LinkAnswer answer) => answer.Result switch
    {
        LinkResult.Accepted => Ended(session, "The charger agreed to stop."),
        LinkResult.Rejected => Ended(session, $"The charger refused to stop ({answer.Words}); the session goes on.", SessionState.Charging),
        LinkResult.NotConnected => Ended(session, "The charger is not connected; it will be asked to stop when it returns."),
        LinkResult.NoAnswer => Ended(session, "The charger did not answer; it will be asked again when it returns."),
        LinkResult.HeldBack => Ended(session, $"The charger was not asked to stop: {answer.Words}. Ask again then."),
        LinkResult.Error => Ended(session, $"The charger answered with an error ({answer.Words}); the session goes on.", SessionState.Charging),
    };

    private void Tell(Session session)
    {
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        if (session.IsOpen) return;
        bookings.Tell(session);
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
    }

    private static EndedSession Ended(Session session, string words, SessionState? state = null) =>
        new(session.Id, session.RequestId, session.TransactionId, state ?? session.State, words);
}
