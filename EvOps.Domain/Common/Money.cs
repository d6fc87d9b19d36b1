using System.Globalization;

namespace EvOps.Domain.Common;

/// <summary>An amount in the minor units of an ISO 4217 currency (cents). Never mixes currencies.</summary>
public readonly record struct Money(long MinorUnits, string Currency) : IComparable<Money>
{
    /// <summary>Digits behind the point, as ISO 4217 gives them for the currencies that do not have two.</summary>
    public static int DecimalsOf(string currency) => currency switch
    {
        "JPY" or "KRW" or "VND" or "CLP" or "ISK" or "UGX" or "XOF" or "XAF" => 0,
        "BHD" or "JOD" or "KWD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <summary>The currency's sign where it has one that nobody mistakes, else its three letters.</summary>
    public static string SymbolOf(string currency) => currency switch
    {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        "JPY" => "¥",
        "INR" => "₹",
        _ => currency,
    };

    public static Money Zero(string currency) => new(0, currency);

    /// <summary>The amount in major units, exact: 454 minor units of EUR are 4.54.</summary>
    public decimal Amount => MinorUnits / Scale(Currency);

    /// <summary>From major units; half a minor unit rounds away from zero.</summary>
    public static Money FromAmount(decimal amount, string currency) =>
        new((long)Math.Round(amount * Scale(currency), MidpointRounding.AwayFromZero), currency);

    public static Money operator +(Money a, Money b) => new(checked(a.MinorUnits + Same(a, b).MinorUnits), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.MinorUnits - Same(a, b).MinorUnits), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public int CompareTo(Money other) => MinorUnits.CompareTo(Same(this, other).MinorUnits);

    /// <summary>The field's three letters and the amount: "EUR 4.54". Screens write the symbol.</summary>
    public override string ToString() =>
        $"{Currency} {Amount.ToString("F" + DecimalsOf(Currency), CultureInfo.InvariantCulture)}";

    private static Money Same(Money a, Money b) =>
        a.Currency == b.Currency ? b : throw new InvalidOperationException($"{a.Currency} and {b.Currency} do not add up.");

    private static decimal Scale(string currency) => DecimalsOf(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
