using System.Globalization;
using EvOps.Domain.Common;

namespace EvOps.Domain.StuckSessions;

/// <summary>An amount as a person says it: "4 euros 54", "54 cents", "nothing".</summary>
public static class MoneyAloud
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Of(Money money)
    {
        if (money.MinorUnits == 0) return "nothing";
        if (money.MinorUnits < 0 || WordsOf(money.Currency) is not { } words) return string.Create(Plain, $"{money.Amount.ToString("F" + Money.DecimalsOf(money.Currency), Plain)} {money.Currency}");

        var (major, minor) = (money.MinorUnits / 100, money.MinorUnits % 100);
        if (major == 0) return string.Create(Plain, $"{minor} {(minor == 1 ? words.Minor : words.Minors)}");
        return string.Create(Plain, $"{major} {(major == 1 ? words.Major : words.Majors)}{(minor == 0 ? "" : $" {minor:00}")}");
    }

    // Of currencies with two digits behind the point.
    private static (string Major, string Majors, string Minor, string Minors)? WordsOf(string currency) => currency switch
    {
        "EUR" => ("euro", "euros", "cent", "cents"),
        "USD" or "CAD" or "AUD" => ("dollar", "dollars", "cent", "cents"),
        "GBP" => ("pound", "pounds", "penny", "pence"),
        "CHF" => ("franc", "francs", "centime", "centimes"),
        _ => null,
    };
}
