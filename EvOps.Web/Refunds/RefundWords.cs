using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;

namespace EvOps.Web.Refunds;

/// <summary>Refunds in an operator's words, and what a step comes to before its click.</summary>
internal static class RefundWords
{
    public static readonly RefundReason[] Reasons =
        [RefundReason.ChargerFault, RefundReason.StuckSession, RefundReason.WrongBill, RefundReason.BookingNotUsable, RefundReason.Goodwill, RefundReason.Other];

    public static string Of(RefundReason reason) => reason switch
    {
        RefundReason.Other => "Something else",
        RefundReason.ChargerFault => "Fault of the charger",
        RefundReason.StuckSession => "Stuck session",
        RefundReason.WrongBill => "Wrong bill",
        RefundReason.BookingNotUsable => "Booking could not be used",
        RefundReason.Goodwill => "Goodwill",
        RefundReason.BookingEnded => "Booking called off",
    };

    public static string Of(RefundWay way) => way switch
    {
        RefundWay.Wallet => "into the wallet",
        RefundWay.Http => "by the payment service",
    };

    public static string TitleOf(RefundDecision decision) => decision switch
    {
        RefundDecision.Approve => "Approve the refund",
        RefundDecision.Reject => "Reject the refund",
        RefundDecision.RaiseAgain => "Try again now",
        RefundDecision.SeeTo => "I have seen to it",
    };

    public static string DoneOf(RefundDecision decision) => decision switch
    {
        RefundDecision.Approve => "The refund was approved; it is paid within a minute.",
        RefundDecision.Reject => "The refund was rejected.",
        RefundDecision.RaiseAgain => "The refund is on its way again.",
        RefundDecision.SeeTo => "It is noted, and the alert closes.",
    };

    /// <summary>A page to look at what it was paid for; null where there is none.</summary>
    public static string? LinkOf(Refund refund) => refund.Subject switch
    {
        RefundSubject.Session => $"/sessions/{refund.SubjectId}",
        RefundSubject.Booking => $"/bookings?booking={refund.SubjectId}",
        RefundSubject.Wallet => $"/wallets/{refund.OwnerId}",
    };

    /// <summary>What asking for it comes to.</summary>
    public static IEnumerable<string> Asking(RefundBasis basis, Money amount, string who)
    {
        if (basis.Left is { } left)
        {
            if (amount > left)
            {
                yield return $"That is more than is left: {Show.Money(left)} of {Show.Money(basis.Paid!.Value)} can still be refunded.";
                yield break;
            }

            yield return $"{Show.Money(basis.Paid!.Value)} were paid; with this one {Show.Money(basis.Taken + amount)} of it are refunded or under way.";
        }

        yield return Moves(basis, amount, who);
        yield return "Somebody else has to approve it before anything is paid.";
    }

    /// <summary>What a decision comes to.</summary>
    public static IEnumerable<string> Deciding(RefundDetail detail, RefundDecision decision)
    {
        var (refund, who) = (detail.Row.Refund, detail.Row.OwnerName ?? "The driver");
        switch (decision)
        {
            case RefundDecision.Approve:
                if (detail.Basis is { Paid: { } paid } basis) yield return $"{Show.Money(paid)} were paid; with this one {Show.Money(basis.Taken)} of it are refunded or under way.";
                if (detail.Basis is { } now) yield return Moves(now with { Way = refund.Way }, refund.Amount, who);
                yield return $"{who} is told when it is paid.";
                break;
            case RefundDecision.Reject:
                yield return "Nothing is paid.";
                if (detail.Basis is { Paid: { } all } left) yield return $"{Show.Money(left.Left!.Value + refund.Amount)} of {Show.Money(all)} can be refunded afterwards.";
                yield return $"{who} is told, with your reason.";
                break;
            case RefundDecision.RaiseAgain:
                yield return refund.IsDoubtful
                    ? "It is looked for at the payment service first: where an earlier attempt did pay it, it is not paid twice."
                    : "The last answer was a plain no: nothing was paid. It is asked for anew, by a new key.";
                if (detail.Basis is { } then) yield return Moves(then with { Way = refund.Way }, refund.Amount, who);
                break;
            case RefundDecision.SeeTo:
                yield return "Nothing is paid and nothing is booked: what you did about it stands in the audit trail.";
                yield return "The alert closes.";
                break;
            default:
                throw new InvalidOperationException($"{decision} is no known decision.");
        }
    }

    /// <summary>A balance below zero with a true minus: it stands as wide as a digit.</summary>
    public static string Signed(Money money) => money.MinorUnits < 0 ? $"\u2212{Show.Money(-money.MinorUnits, money.Currency)}" : Show.Money(money);

    private static string Moves(RefundBasis basis, Money amount, string who) => basis.Way switch
    {
        RefundWay.Wallet => $"{who}'s balance goes from {Signed(basis.Balance)} to {Signed(basis.Balance + amount)}.",
        RefundWay.Http => $"{Show.Money(amount)} leave by the payment service; {who}'s balance here stays {Signed(basis.Balance)}.",
    };
}
