using System.Collections.Concurrent;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Asks the charger to begin what was saved, and saves what it answered. Accepted is no session yet (OCPP 1.6 §5.11).</summary>
public sealed class RemoteStart(IDbContextFactory<EvOpsDb> databases, IChargePointLink link, BookingOfSession bookings, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, bool> asking = new();

    /// <summary>True while the charger has been asked, or is about to be, and its answer is not on the disk.</summary>
    public bool IsAsking(Guid sessionId) => asking.ContainsKey(sessionId);

    public async Task<LinkAnswer> AskAsync(Guid sessionId, CancellationToken cancel)
    {
        asking[sessionId] = true;
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var session = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == sessionId, cancel);
            if (session.State != SessionState.Starting) return new(LinkResult.NotConnected, "called off before it was asked");

            await LetInAsync(db, session, cancel);
            var answer = await link.StartAsync(session.ChargePointIdentity, session.ConnectorNumber, session.IdTag, cancel);
            await Races.DecideAgainAsync(() => SaveAsync(sessionId, answer));
            return answer;
        }
        finally
        {
            asking.TryRemove(sessionId, out _);
        }
    }

    // A charger that keeps the plug for another tag of the same driver would refuse this one (OCPP 1.6 §5.13).
    private async Task LetInAsync(EvOpsDb db, Session session, CancellationToken cancel)
    {
        if (session.BookingId is not { } id || await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancel) is not { ReservedTag: { } tag } booking) return;
        if (tag != session.IdTag) await link.CancelReservationAsync(session.ChargePointIdentity, booking.ReservationId, cancel);
    }

    // The answer is saved even while the house shuts down: the charger will not repeat it.
    private async Task<bool> SaveAsync(Guid sessionId, LinkAnswer answer)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync();
        var session = await db.Sessions.SingleAsync(s => s.Id == sessionId);
        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId);
        db.SessionEvents.Add(new SessionEvent(sessionId, now, KindOf(answer.Result), WordsOf(session, answer)));
        var hasEnded = answer.Result switch
        {
            LinkResult.Accepted or LinkResult.NoAnswer => false,
            LinkResult.Rejected or LinkResult.Error => session.FailStart(EndReason.StartRejected, connector, now),
            LinkResult.NotConnected or LinkResult.HeldBack => session.FailStart(EndReason.ChargerOffline, connector, now),
        };
        await bookings.FollowAsync(db, session, CancellationToken.None);
        await db.SaveChangesAsync();
        bookings.Tell(session);
        var state = await sessions.FollowAsync(db, session, CancellationToken.None);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, state));
        if (hasEnded) live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return hasEnded;
    }

    private static SessionEventKind KindOf(LinkResult result) => result switch
    {
        LinkResult.Accepted => SessionEventKind.Accepted,
        LinkResult.NoAnswer => SessionEventKind.Warning,
        LinkResult.Rejected or LinkResult.NotConnected or LinkResult.Error or LinkResult.HeldBack => SessionEventKind.Failed,
    };

    private static string WordsOf(Session session, LinkAnswer answer) => answer.Result switch
    {
        LinkResult.Accepted => $"{session.ChargePointIdentity} agreed to start.",
        LinkResult.Rejected => $"{session.ChargePointIdentity} refused to start: {answer.Words}.",
        LinkResult.NotConnected => $"{session.ChargePointIdentity} lost its connection before it could be asked to start.",
        LinkResult.NoAnswer => $"{session.ChargePointIdentity} did not answer the request to start; it may still begin.",
        LinkResult.Error => $"{session.ChargePointIdentity} answered the request to start with an error: {answer.Words}.",
        LinkResult.HeldBack => $"{session.ChargePointIdentity} was not asked to start: {answer.Words}.",
    };
}
