using EvOps.Domain.Refunds;

namespace EvOps.Web.Refunds;

/// <summary>What went back, or is to go back, of a booking's fee, and how to ask for it.</summary>
public sealed class BookingRefunds : SessionRefunds
{
    protected override RefundSubject Subject => RefundSubject.Booking;
}
