using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What became of a refund, in a driver's words.</summary>
internal static class RefundNews
{
    public static (string Title, string Words) Paid(Refund refund)
    {
        var (amount, what) = (Spoken(refund.Amount), For(refund));
        return refund.Way switch
        {
            RefundWay.Wallet => ($"{amount} are back in your wallet", $"{amount} were refunded {what}. They are in your wallet."),
            RefundWay.Http => ($"{amount} were refunded", $"{amount} were refunded {what}, by the way you paid. Your bank may take a few days to show it."),
        };
    }

    public static (string Title, string Words) Returned(Refund refund) =>
        ($"Your bank sent {Spoken(refund.Amount)} back", $"Your bank did not take the {Spoken(refund.Amount)} that were refunded {For(refund)}. Support sees to it: you get them another way.");

    public static (string Title, string Words) Rejected(Refund refund) =>
        ("A refund was not granted", $"A refund of {Spoken(refund.Amount)} {For(refund)} was not granted{(refund.DecisionReason is { } reason ? $": {reason}" : ".")}");

    private static string For(Refund refund) => refund.Subject switch
    {
        RefundSubject.Session => $"for {char.ToLowerInvariant(refund.Title[0])}{refund.Title[1..]}",
        RefundSubject.Booking => $"for your booking ({refund.Title})",
        RefundSubject.Wallet => "out of goodwill",
    };

    public static string Spoken(Money amount) =>
        $"{Money.SymbolOf(amount.Currency)} {amount.Amount.ToString("N" + Money.DecimalsOf(amount.Currency), CultureInfo.InvariantCulture)}";
}
