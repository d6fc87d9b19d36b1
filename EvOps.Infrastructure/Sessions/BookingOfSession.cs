using EvOps.Domain.Bookings;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What becomes of a booking as its session begins and ends: in the session's own saves, so that neither is without the other.</summary>
public sealed class BookingOfSession(LiveFeed live, TimeProvider time)
{
    /// <summary>A session redeems it.</summary>
    public static void Begin(Booking? booking, Session session)
    {
        if (booking is null) return;
        booking.Begin(session.Id);
        session.Redeem(booking.Id);
    }

    /// <summary>Before a save in which a session may have ended: its booking is completed, or, where the session never began, waits for its driver again.</summary>
    public async Task FollowAsync(EvOpsDb db, Session session, CancellationToken cancel)
    {
        if (session.IsOpen || session.BookingId is not { } id) return;
        if (await db.Bookings.SingleOrDefaultAsync(b => b.Id == id, cancel) is { } booking)
            booking.SessionEnded(session.Id, session.StartedAt is not null, time.GetUtcNow());
    }

    /// <summary>
    /// Before a save that opens a session again: its booking is in use again. Where the rest of its time was given to somebody else it stays
    /// over: the car is there all the same, and the session says from when on it is in the way.
    /// </summary>
    /// <returns>The booking that goes on; null where none does.</returns>
    public async Task<Booking?> ResumeAsync(EvOpsDb db, Session session, Connector connector, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (session.BookingId is not { } id || await db.Bookings.SingleOrDefaultAsync(b => b.Id == id, cancel) is not { } booking || booking.EndAt <= now) return null;

        var others = PlugRules.InTheWay(db, connector.Id, new Stretch(now, booking.EndAt), booking.Id, now);
        if (await others.OrderBy(b => b.StartAt).Select(b => (DateTimeOffset?)b.StartAt).FirstOrDefaultAsync(cancel) is { } sold)
        {
            var zone = await db.Stations.Where(s => s.Id == booking.StationId).Select(s => s.TimeZone).SingleAsync(cancel);
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, $"Its booking stays over: the connector was given to somebody else from {StationClock.Of(zone).Say(sold, now)} on."));
            return null;
        }

        if (!booking.Resume(session.Id, now)) return null;
        connector.NoteBooked();
        return booking;
    }

    /// <summary>After it was saved.</summary>
    public void Tell(Session session)
    {
        if (session is not { BookingId: { } booking, StationId: { } station }) return;
        var state = session.IsOpen ? BookingState.Active : session.StartedAt is null ? BookingState.Confirmed : BookingState.Completed;
        live.Publish(new BookingChanged(booking, station, session.ConnectorId, state));
    }
}
