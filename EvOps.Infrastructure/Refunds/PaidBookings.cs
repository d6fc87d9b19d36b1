using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What drivers paid for bookings by themselves: from the wallet, or by a payment of their own.</summary>
public sealed class PaidBookings(TimeProvider time) : IPaidThings
{
    public RefundSubject Subject => RefundSubject.Booking;

    public async Task<PaidThing?> FindAsync(EvOpsDb db, string id, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var bookingId) || await db.Bookings.Known(time.GetUtcNow()).SingleOrDefaultAsync(b => b.Id == bookingId, cancel) is not { } booking) return null;
        var station = await db.Stations.Where(s => s.Id == booking.StationId).Select(s => s.Name).SingleAsync(cancel);
        return new PaidBooking(booking, TitleOf(station), await PaymentOfAsync(db, booking, cancel));
    }

    internal static string TitleOf(string station) => $"Booking at {station}";

    /// <summary>The payment that a payment service took for it; null where its fee came out of the wallet.</summary>
    internal static Task<Payment?> PaymentOfAsync(EvOpsDb db, Booking booking, CancellationToken cancel) =>
        db.Payments.SingleOrDefaultAsync(p => p.BookingId == booking.Id && p.IntentId == booking.PaymentId && p.State == PaymentState.Paid, cancel);

    private sealed class PaidBooking(Booking booking, string title, Payment? payment) : PaidThing
    {
        public override Guid Id => booking.Id;

        public override Guid? PayerId => booking.UserId;

        public override string Currency => booking.Currency;

        public override Money? Paid => booking.Fee;

        public override Money? Taken => booking.Refunded;

        public override string Title => title;

        public override string DriverLink => "/drive/bookings";

        public override Payment? Payment => payment;

        public override Outcome Take(Money amount) => booking.TakeRefund(amount);

        public override Task GiveUpAsync(Money amount, string actorName, CancellationToken cancel)
        {
            booking.GiveUpRefund(amount);
            return Task.CompletedTask;
        }

        public override void Tell(LiveFeed live) => live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
    }
}
