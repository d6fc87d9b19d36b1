using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Job: shortly before a booking begins its charger is asked to keep the plug (OCPP 1.6 §5.13), so that its reader and its display know;
/// when the booking is off it is told to forget it (§5.1). Whatever it answers, the house keeps the plug. To ask twice does no harm:
/// the same reservation replaces itself.
/// </summary>
public sealed class ReserveAtChargers(
    IDbContextFactory<EvOpsDb> databases, IChargePointLink link, FollowUps followUps, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    /// <summary>A charger that does not answer is asked so often.</summary>
    private const int MostTries = 3;

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var toAsk = await PlugsKept.Keeping(db.Bookings.AsNoTracking(), options.Value.Policy, now)
            .Where(b => b.State == BookingState.Confirmed && (b.AtCharger == ChargerReservation.NotAsked || (b.AtCharger == ChargerReservation.Unanswered && b.ChargerTries < MostTries)))
            .ToListAsync(cancel);
        foreach (var booking in toAsk) await AskAsync(booking.Id, cancel);

        var toRelease = await db.Bookings.AsNoTracking()
            .Where(b => b.EndAt > now && (b.State == BookingState.Cancelled || b.State == BookingState.NoShow)
                && (b.AtCharger == ChargerReservation.Kept || (b.AtCharger == ChargerReservation.Unanswered && b.ChargerTries < MostTries)))
            .Select(b => b.Id).ToListAsync(cancel);
        foreach (var id in toRelease) await ReleaseAsync(id, cancel);
    }

    /// <summary>Beside the caller: what was called off is forgotten by its charger at once, and not at the job's next time.</summary>
    public void Later(Booking booking)
    {
        if (booking.State is BookingState.Cancelled or BookingState.NoShow && booking.AtCharger is ChargerReservation.Kept or ChargerReservation.Unanswered)
            _ = followUps.Run("Release reservation", cancel => ReleaseAsync(booking.Id, cancel));
    }

    /// <summary>Beside the caller: a reservation that its booking has left. A charger that does not hear it forgets it at its end.</summary>
    public void ReleaseLater(Guid chargePointId, int reservationId) => _ = followUps.Run("Release reservation", async cancel =>
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var identity = await db.ChargePoints.Where(c => c.Id == chargePointId).Select(c => c.Identity).SingleAsync(cancel);
        return await link.CancelReservationAsync(identity, reservationId, cancel);
    });

    private async Task AskAsync(Guid bookingId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var booking = await db.Bookings.AsNoTracking().SingleAsync(b => b.Id == bookingId, cancel);
        var charger = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == booking.ChargePointId, cancel);
        if (booking.State != BookingState.Confirmed || !link.IsConnected(charger.Identity)) return;

        var number = await db.Connectors.Where(c => c.Id == booking.ConnectorId).Select(c => c.Number).SingleAsync(cancel);
        var tags = await db.IdTags.AsNoTracking().Where(t => t.UserId == booking.UserId).OrderBy(t => t.Value).ToListAsync(cancel);
        if (tags.Find(t => t.StatusAt(now) == TagStatus.Accepted) is not { } tag)
        {
            await NoteAsync(booking, b => b.NoteNoTag());
            return;
        }

        var wish = new ReservationWish(number, booking.ReservationId, tag.Value, tag.ParentValue, booking.EndAt);
        var answer = await link.ReserveAsync(charger.Identity, wish, cancel);
        await NoteAsync(booking, b => b.NoteAsked(answer, tag.Value));
    }

    private async Task<bool> ReleaseAsync(Guid bookingId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.AsNoTracking().SingleAsync(b => b.Id == bookingId, cancel);
        if (booking.AtCharger is not (ChargerReservation.Kept or ChargerReservation.Unanswered)) return false;

        var identity = await db.ChargePoints.Where(c => c.Id == booking.ChargePointId).Select(c => c.Identity).SingleAsync(cancel);
        var answer = await link.CancelReservationAsync(identity, booking.ReservationId, cancel);
        if (answer.Result != LinkResult.NotConnected) await NoteAsync(booking, b => b.NoteReleased(answer));
        return true;
    }

    // The answer is saved even while the house shuts down. A booking that was moved meanwhile has another number, and nothing of this is its.
    private async Task NoteAsync(Booking asked, Action<Booking> note)
    {
        var saved = await Races.DecideAgainAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync();
            var booking = await db.Bookings.SingleAsync(b => b.Id == asked.Id);
            if (booking.ReservationId != asked.ReservationId) return booking;
            note(booking);
            await db.SaveChangesAsync();
            return booking;
        });
        live.Publish(new BookingChanged(saved.Id, saved.StationId, saved.ConnectorId, saved.State));
        live.Publish(new ConnectorChanged(saved.StationId, saved.ChargePointId, saved.ConnectorId));
    }
}
