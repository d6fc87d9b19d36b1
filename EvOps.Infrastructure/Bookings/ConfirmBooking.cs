using System.Linq.Expressions;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Makes a booking of a hold that was paid. The same token and payment twice are one booking; its fee is debited in the same save, so
/// that there is none without the other.
/// </summary>
public sealed class ConfirmBooking(
    IDbContextFactory<EvOpsDb> databases, IBookingPayments payments, AuditTrail audit, ChargeFee fees, TellBooker booker, AvailabilityBoard board, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<Guid>> RunAsync(Actor actor, string token, string paymentId, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(paymentId) || paymentId.Trim().Length > Booking.LongestPaymentId)
            return Refuse.InvalidField("paymentId", $"A payment's reference has 1 to {Booking.LongestPaymentId} characters.");

        var shown = token.Trim();
        if ((await ProveAsync(actor, shown, paymentId.Trim(), cancel)).Refusal is { } unproven) return unproven;

        return await RunAsync(actor, b => b.Token == shown, paymentId.Trim(), cancel);
    }

    /// <summary>In the console, where whose hold it is is known without its token, and the wallet pays.</summary>
    public Task<Outcome<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancel) => RunAsync(actor, b => b.Id == id, $"console-{id}", cancel);

    private async Task<Outcome<Guid>> RunAsync(Actor actor, Expression<Func<Booking, bool>> which, string paymentId, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, which, paymentId, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (booking, isNew, told) = outcome.Value;
        if (!isNew) return booking.Id;
        if (booking.FeeMinorUnits > 0) live.Publish(new WalletChanged(booking.UserId));
        booker.Tell(told);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State, IsConfirmation: true));
        return booking.Id;
    }

    /// <summary>What a payment service took is proved first: nothing is locked while it is asked.</summary>
    private async Task<Outcome> ProveAsync(Actor actor, string token, string paymentId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var held = await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Token == token, cancel);
        if (held is not { State: BookingState.Pending } || held.HasExpired(time.GetUtcNow()) || !BookingAccess.MayChange(actor, held)) return Outcome.Done;
        return await payments.RunAsync(paymentId, held, Money.FromAmount(options.Value.Fee, held.Currency), cancel);
    }

    private async Task<Outcome<(Booking Booking, bool IsNew, Told? Told)>> TryAsync(Actor actor, Expression<Func<Booking, bool>> which, string paymentId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // The plug first, then the clock, then the hold: whoever sees the hold expire and takes its time either did so before, and this
        // sees it expire too, or changes the plug's version.
        var held = await db.Bookings.AsNoTracking().SingleOrDefaultAsync(which, cancel);
        if (held is null || !BookingAccess.MayChange(actor, held)) return Refuse.NotFound("hold_not_found", "There is no such hold.");
        var plug = await db.Connectors.SingleAsync(c => c.Id == held.ConnectorId, cancel);
        var now = time.GetUtcNow();
        var booking = await db.Bookings.SingleAsync(b => b.Id == held.Id, cancel);

        var station = await db.Stations.SingleAsync(s => s.Id == booking.StationId, cancel);
        var confirmed = booking.Confirm(paymentId, Money.FromAmount(options.Value.Fee, booking.Currency), now);
        if (confirmed is { IsDone: true, Value: false }) return (booking, false, null);

        audit.Note(db, actor, "confirm booking", "booking", booking.Id.ToString(), confirmed.Refusal?.Message ?? "done", $"payment {paymentId}");
        if (!confirmed.IsDone)
        {
            await db.SaveChangesAsync(cancel);
            return confirmed.Refusal;
        }

        plug.NoteBooked();
        await fees.AddAsync(db, booking, station, actor.Name, cancel);
        var told = await booker.ConfirmedAsync(db, booking, station, plug, cancel);
        using (board.Writing(booking.StationId)) await db.SaveChangesAsync(cancel);
        return (booking, true, told);
    }
}
