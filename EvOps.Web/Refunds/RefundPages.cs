using EvOps.Web.Common;

namespace EvOps.Web.Refunds;

public static class RefundPages
{
    /// <summary>What refunds add to the pages of others: what went back of a bill or a fee, on its page and its receipt, and how to ask for it.</summary>
    public static IServiceCollection AddRefundPages(this IServiceCollection services) => services
        .AddPagePart<SessionRefunds>(PagePlace.Bill)
        .AddPagePart<BookingRefunds>(PagePlace.Booking)
        .AddPagePart<ReceiptRefunds>(PagePlace.Receipt)
        .AddPagePart<OddPayments>(PagePlace.Wallet)
        .AddPagePart<GoodwillButton>(PagePlace.Wallet, order: 10);
}
