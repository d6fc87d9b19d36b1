using EvOps.Domain.Bookings;
using EvOps.Domain.Common;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Knows of payments that a payment service takes. The room of refunds does; this one, before it on the ladder, only asks whether a booking's was paid.</summary>
public interface IBookingPayments
{
    /// <summary>Refused where the payment is not for this booking, not paid, or of another sum. Asked before anything is decided: it may call the payment service.</summary>
    /// <param name="paymentId">As the hold is confirmed with it; what no payment service named is paid from the wallet.</param>
    Task<Outcome> RunAsync(string paymentId, Booking held, Money fee, CancellationToken cancel);
}
