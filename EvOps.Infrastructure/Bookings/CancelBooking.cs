using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <param name="Reason">In words; the driver reads it where somebody else cancels.</param>
/// <param name="GivesAllBack">Whatever the policy says; only from those who may cancel for others.</param>
public sealed record CancelWish(string? Reason = null, bool GivesAllBack = false);

/// <summary>Calls a booking, or a hold, off. What is to be given back stands on it from then on, and is asked for in the same save.</summary>
public sealed class CancelBooking(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, TellBooker booker, IBookingRefunds refunds, ReserveAtChargers chargers, AvailabilityBoard board, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<Guid>> RunAsync(Actor actor, Guid id, CancelWish wish, CancellationToken cancel)
    {
        if (wish.Reason?.Length > Booking.LongestWords) return Refuse.InvalidField("reason", $"A reason has at most {Booking.LongestWords} characters.");
        if (wish.GivesAllBack && !BookingAccess.IsStaff(actor)) return Refuse.Forbidden("Your role does not allow you to give everything back.");

        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, wish, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (booking, isNew, told, tellRefund) = outcome.Value;
        if (!isNew) return booking.Id;
        booker.Tell(told);
        tellRefund?.Invoke();
        chargers.Later(booking);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
        live.Publish(new Domain.Stations.ConnectorChanged(booking.StationId, booking.ChargePointId, booking.ConnectorId));
        return booking.Id;
    }

    /// <summary>What would be given back now. Nothing is saved.</summary>
    public async Task<Outcome<Money>> PreviewAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancel);
        if (booking is null || !BookingAccess.MayChange(actor, booking)) return BookingAccess.NotFound;

        var cancelled = booking.Cancel(options.Value.Policy, givesAllBack: false, null, time.GetUtcNow());
        return cancelled.IsDone ? new Money(booking.RefundDueMinorUnits ?? 0, booking.Currency) : cancelled.Refusal;
    }

    private async Task<Outcome<(Booking Booking, bool IsNew, Told? Told, Action? TellRefund)>> TryAsync(Actor actor, Guid id, CancelWish wish, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.SingleOrDefaultAsync(b => b.Id == id, cancel);
        if (booking is null || !BookingAccess.MayChange(actor, booking)) return BookingAccess.NotFound;

        var wasHold = booking.State == BookingState.Pending;
        var isOwed = !wish.GivesAllBack || booking.OfferedAt is not null || options.Value.Policy.RefundAtCancel(booking.FeeMinorUnits, booking.StartAt, now) == booking.FeeMinorUnits;
        var cancelled = booking.Cancel(options.Value.Policy, wish.GivesAllBack, wish.Reason, now);
        if (cancelled is { IsDone: true, Value: false }) return (booking, false, null, null);

        audit.Note(db, actor, "cancel booking", "booking", booking.Id.ToString(), cancelled.Refusal?.Message ?? "done", wish.Reason);
        var station = await db.Stations.SingleAsync(s => s.Id == booking.StationId, cancel);
        var told = cancelled.IsDone && !wasHold ? await booker.CancelledAsync(db, booking, station, booking.UserId == actor.UserId, cancel) : null;
        var tellRefund = cancelled.IsDone ? await refunds.AddAsync(db, booking, station, actor, isOwed, cancel) : null;
        using (board.Writing(booking.StationId)) await db.SaveChangesAsync(cancel);
        return cancelled.IsDone ? (booking, true, told, tellRefund) : cancelled.Refusal;
    }
}
