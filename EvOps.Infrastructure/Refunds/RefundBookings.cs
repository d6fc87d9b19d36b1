using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Asks for what a driver is owed for a booking that is off, in the save that ends it: a booking ends once, by its row's version, so there is one such
/// refund. What the rules give back the house approves by itself, up to what needs an administrator; what somebody gives beyond them another
/// person approves.
/// </summary>
public sealed class RefundBookings(RefundLimits limits, AuditTrail audit, IOptions<RefundsOptions> options, LiveFeed live, TimeProvider time) : IBookingRefunds
{
    public async Task<Action?> AddAsync(EvOpsDb db, Booking booking, Station station, Actor by, bool isOwed, CancellationToken cancel)
    {
        var (owed, house) = (booking.Owed, Actor.House("refunds"));
        if (owed.MinorUnits == 0) return null;
        if (booking.TakeRefund(owed).Refusal is { } odd) throw new InvalidOperationException($"Booking {booking.Id} owes {owed}: {odd.Message}");

        var payment = options.Value.Gateway == RefundWay.Http ? await PaidBookings.PaymentOfAsync(db, booking, cancel) : null;
        if (payment?.TakeRefund(owed).Refusal is { } unfit) throw new InvalidOperationException($"Booking {booking.Id} owes {owed}: {unfit.Message}");
        var (now, asker) = (time.GetUtcNow(), isOwed ? house : by);
        var ask = new RefundAsk(
            RefundSubject.Booking, booking.Id, booking.UserId, PaidBookings.TitleOf(station.Name), payment?.IntentId ?? booking.Id.ToString(), owed, RefundReason.BookingEnded,
            WordsOf(booking, by, isOwed), payment is null ? RefundWay.Wallet : RefundWay.Http);
        var refund = db.Refunds.Add(new Refund(Ids.New(now), ask, asker, now)).Entity;
        audit.Note(db, asker, "ask for refund", "booking", booking.Id.ToString(), "done", $"{owed}: {refund.Reason}");
        if (isOwed ? !options.Value.Policy.NeedsAdmin(booking.Refunded) : await limits.ApprovesAloneAsync(db, refund, booking.Refunded, cancel))
        {
            refund.ApproveByPolicy(now);
            audit.Note(db, house, "approve refund", "refund", refund.Id.ToString(), "done", $"{owed}, by policy");
        }

        return () => live.Publish(new RefundChanged(refund.Id, booking.Id));
    }

    private static string WordsOf(Booking booking, Actor by, bool isOwed)
    {
        var why = string.IsNullOrWhiteSpace(booking.Reason) ? "" : $" ({booking.Reason.Trim().TrimEnd('.')})";
        var words = booking.State == BookingState.NoShow
            ? $"The driver did not begin{why}: the rules give back {new Money(booking.RefundDueMinorUnits ?? 0, booking.Currency)} of {booking.Fee}."
            : isOwed
                ? $"The booking was cancelled{why}: the rules give back {new Money(booking.RefundDueMinorUnits ?? 0, booking.Currency)} of {booking.Fee}."
                : $"{by.Name} cancelled the booking{why} and gives back all of {booking.Fee}.";
        return words.Length > Refund.LongestReason ? $"{words.AsSpan(0, Refund.LongestReason - 1)}…" : words;
    }
}
