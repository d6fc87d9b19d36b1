using EvOps.Domain.Bookings;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
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

    /// <summary>After it was saved.</summary>
    public void Tell(Session session)
    {
        if (session is not { BookingId: { } booking, StationId: { } station }) return;
        var state = session.IsOpen ? BookingState.Active : session.StartedAt is null ? BookingState.Confirmed : BookingState.Completed;
        live.Publish(new BookingChanged(booking, station, session.ConnectorId, state));
    }
}
