using System.Collections.Concurrent;
using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Job: shortly before a booking begins its charger is asked to keep the plug (OCPP 1.6 §5.13), so that its reader and its display know;
/// when the booking is off it is told to forget it (§5.1). Whatever it answers, the house keeps the plug. To ask twice does no harm:
/// the same reservation replaces itself. One that cannot because of what is at the plug is asked again until the booking begins, and whenever the plug is
/// said to be free.
/// </summary>
public sealed partial class ReserveAtChargers(
    IDbContextFactory<EvOpsDb> databases, IChargePointLink link, FollowUps followUps, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time,
    ILogger<ReserveAtChargers> log) : IStatusWitness
{
    /// <summary>A charger that does not answer is asked so often.</summary>
    private const int MostTries = 3;

    /// <summary>Between two questions whether what prevented it is over.</summary>
    private static readonly TimeSpan PreventedPause = TimeSpan.FromMinutes(1);

    // Lost with the house, which then asks once more.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> preventedAt = new();

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var toAsk = await PlugsKept.Keeping(db.Bookings.AsNoTracking(), options.Value.Policy, now)
            .Where(b => b.State == BookingState.Confirmed && (b.AtCharger == ChargerReservation.NotAsked || (b.AtCharger == ChargerReservation.Unanswered && b.ChargerTries < MostTries)
                || (b.AtCharger == ChargerReservation.Prevented && b.StartAt > now)))
            .ToListAsync(cancel);
        foreach (var over in preventedAt.Keys.Except(toAsk.Select(b => b.Id))) preventedAt.TryRemove(over, out _);
        foreach (var booking in toAsk.Where(b => now - preventedAt.GetValueOrDefault(b.Id) >= PreventedPause)) await EachAsync(booking.Id, AskAsync, cancel);

        var toRelease = await db.Bookings.AsNoTracking()
            .Where(b => b.EndAt > now && (b.State == BookingState.Cancelled || b.State == BookingState.NoShow)
                && (b.AtCharger == ChargerReservation.Kept || (b.AtCharger == ChargerReservation.Unanswered && b.ChargerTries < MostTries)))
            .Select(b => b.Id).ToListAsync(cancel);
        foreach (var id in toRelease) await EachAsync(id, ReleaseAsync, cancel);
    }

    /// <summary>One whose charger cannot be asked keeps no other from being asked.</summary>
    private async Task EachAsync(Guid bookingId, Func<Guid, CancellationToken, Task<bool>> ask, CancellationToken cancel)
    {
        try
        {
            await ask(bookingId, cancel);
        }
#pragma warning disable CA1031 // Whatever it is, it is about this booking; the next look tries it again.
        catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotAsked(failure, bookingId);
        }
    }

    /// <summary>A plug is free: who has booked it, and whose charger could not keep it before, is kept it now.</summary>
    public async Task<Action?> SeeAsync(EvOpsDb db, StatusSeen seen, CancellationToken cancel)
    {
        if (seen is not { Connector: { } plug, Told.Status: ConnectorStatus.Available, StatusBefore: not ConnectorStatus.Available }) return null;

        var waiting = await PlugsKept.Keeping(db.Bookings.AsNoTracking(), options.Value.Policy, time.GetUtcNow())
            .Where(b => b.ConnectorId == plug.Id && b.State == BookingState.Confirmed && b.AtCharger == ChargerReservation.Prevented).Select(b => b.Id).ToListAsync(cancel);
        return waiting.Count == 0 ? null : () => waiting.ForEach(id => _ = followUps.Run("Reserve", stop => AskAsync(id, stop)));
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

    /// <returns>False where there was nobody to ask, or nothing to ask for.</returns>
    private async Task<bool> AskAsync(Guid bookingId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var booking = await db.Bookings.AsNoTracking().SingleAsync(b => b.Id == bookingId, cancel);
        var charger = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == booking.ChargePointId, cancel);
        if (booking.State != BookingState.Confirmed || !link.IsConnected(charger.Identity)) return false;

        var number = await db.Connectors.Where(c => c.Id == booking.ConnectorId).Select(c => c.Number).SingleAsync(cancel);
        var tags = await db.IdTags.AsNoTracking().Where(t => t.UserId == booking.UserId).OrderBy(t => t.Value).ToListAsync(cancel);
        if (tags.Find(t => t.StatusAt(now) == TagStatus.Accepted) is not { } tag)
        {
            await NoteAsync(booking, b => b.NoteNoTag());
            return false;
        }

        var wish = new ReservationWish(number, booking.ReservationId, tag.Value, tag.ParentValue, booking.EndAt);
        var answer = await link.ReserveAsync(charger.Identity, wish, cancel);
        preventedAt[booking.Id] = now;
        await NoteAsync(booking, b => b.NoteAsked(answer, tag.Value));
        return true;
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

    [LoggerMessage(LogLevel.Error, "The charger of booking {BookingId} could not be asked; it is tried again at the next look")]
    private partial void NotAsked(Exception failure, Guid bookingId);
}
