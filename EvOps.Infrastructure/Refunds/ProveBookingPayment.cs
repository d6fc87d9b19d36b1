using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Proves that a booking's payment was paid, for this booking and in full. The money of a payment goes into the wallet when it comes; the booking's fee then comes
/// out of there, so that a payment for a hold that expired meanwhile is not lost. Without a payment service there is nothing to prove.
/// </summary>
public sealed class ProveBookingPayment(IDbContextFactory<EvOpsDb> databases, PaymentClient client, SettlePayment settle) : IBookingPayments
{
    // As the payment service names its payments; another word only names a payment out of the wallet.
    private const string NamePrefix = "pi_";

    public async Task<Outcome> RunAsync(string paymentId, Booking held, Money fee, CancellationToken cancel)
    {
        if (!client.IsOn || fee.MinorUnits == 0) return Outcome.Done;

        var payment = await ReadAsync(paymentId, cancel);
        if (payment is null && !paymentId.StartsWith(NamePrefix, StringComparison.Ordinal)) return Outcome.Done;
        if (payment is null || payment.OwnerId != held.UserId) return Refuse.NotNow("payment_unknown", "There is no such payment: begin one for this hold.");
        if (payment.BookingId != held.Id)
            return Refuse.Conflict("payment_used", payment.BookingId is null ? "This payment is for the wallet: begin one for this hold." : "This payment is for another booking.");
        if (payment.Amount != fee) return Refuse.NotNow("payment_mismatch", $"The booking costs {fee}, and the payment is of {payment.Amount}.");

        if (payment.State is PaymentState.Begun or PaymentState.Lapsed)
        {
            if (await settle.AskAsync(payment.Id, paymentId, cancel) is { } trouble) return new Refusal(RefusalKind.Unavailable, "payment_service_away", trouble);
            payment = (await ReadAsync(paymentId, cancel))!;
        }

        return payment.State switch
        {
            PaymentState.Paid => Outcome.Done,
            PaymentState.Begun or PaymentState.Lapsed => Refuse.NotNow("payment_not_paid", "The payment has not been confirmed yet."),
            PaymentState.Odd => Refuse.NotNow("payment_mismatch", $"The payment does not fit: {payment.Words}"),
        };
    }

    private async Task<Payment?> ReadAsync(string intentId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.IntentId == intentId, cancel);
    }
}
