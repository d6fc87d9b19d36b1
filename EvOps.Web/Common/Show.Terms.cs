using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Common;

/// <summary>Prices in one line.</summary>
public static partial class Show
{
    /// <summary>18:00.</summary>
    public static string TimeOfDay(TimeOnly time) => time.ToString("HH:mm", Plain);

    /// <summary>A price of a tariff, with as many digits as it has: € 0.49, € 0.3955, ¥ 55.50.</summary>
    public static string Price(decimal amount, string currency)
    {
        var digits = Domain.Common.Money.DecimalsOf(currency);
        if (decimal.Round(amount, digits) != amount) digits = digits < 2 && decimal.Round(amount, 2) == amount ? 2 : TariffTerms.PriceDecimals;
        return Domain.Common.Money.SymbolOf(currency) + Gap + amount.ToString("N" + digits, Plain);
    }

    /// <summary>
    /// What a session costs: "€ 0.45 per kWh + € 0.05 per min · € 1.00 to start · € 0.10 per idle min after 15 min · night € 0.29 per kWh".
    /// </summary>
    public static string Terms(TariffTerms terms)
    {
        List<string> parts = [];
        if (terms.PerKwh + terms.PerMinute > 0 || terms.StartFee == 0) parts.Add(Prices(terms, terms.PerKwh, terms.PerMinute));
        if (terms.StartFee > 0) parts.Add($"{Price(terms.StartFee, terms.Currency)} to start");
        if (terms.PerIdleMinute > 0) parts.Add(Idle(terms, terms.PerIdleMinute));
        if (terms.Minimum > 0) parts.Add($"at least {Price(terms.Minimum, terms.Currency)}");
        parts.AddRange(terms.Periods.Select(p => $"{p.Name} {Own(terms, p)}").Distinct());
        return string.Join(" · ", parts);
    }

    /// <summary>The same for programs and files: with plain blanks.</summary>
    public static string Summary(TariffTerms terms) => Terms(terms).Replace(Gap, ' ');

    /// <summary>What a period sets, and no more: "€ 0.29 per kWh, € 0.20 per idle min".</summary>
    public static string Own(TariffTerms terms, TariffPeriod period)
    {
        List<string> parts = [];
        if (period.PerKwh is { } perKwh) parts.Add($"{Price(perKwh, terms.Currency)} per kWh");
        if (period.PerMinute is { } perMinute) parts.Add($"{Price(perMinute, terms.Currency)} per min");
        if (period.PerIdleMinute is { } perIdleMinute) parts.Add($"{Price(perIdleMinute, terms.Currency)} per idle min");
        return string.Join(", ", parts);
    }

    /// <summary>What a kWh and a minute cost at this moment, and until when: "€ 0.59 per kWh until 20:00 (peak)".</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="zone">The station's own.</param>
    /// <param name="now">The moment.</param>
    public static string TermsNow(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset now) =>
        $"{PricesNow(terms, zone, now)} {HowLong(terms, zone, now)}".TrimEnd();

    /// <summary>The first half of it: "€ 0.59 per kWh".</summary>
    public static string PricesNow(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset now)
    {
        var moment = MomentOf(terms, zone, now);
        return Prices(terms, moment.PerKwh.Amount, moment.PerMinute.Amount);
    }

    /// <summary>The second half of it: "until 20:00 (peak)"; null where there is one price for ever.</summary>
    public static string? HowLong(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset now)
    {
        var moment = MomentOf(terms, zone, now);
        var words = UntilWhen(terms, zone, now, moment) is { } until ? $"until {until}" : "";
        if (moment.Period is { } period) words = $"{words} ({period})".TrimStart();
        return words.Length > 0 ? words : null;
    }

    private static string Prices(TariffTerms terms, decimal perKwh, decimal perMinute) => (perKwh, perMinute) switch
    {
        (0, 0) => "Free of charge",
        (0, > 0) => $"{Price(perMinute, terms.Currency)} per min",
        (_, 0) => $"{Price(perKwh, terms.Currency)} per kWh",
        _ => $"{Price(perKwh, terms.Currency)} per kWh + {Price(perMinute, terms.Currency)} per min",
    };

    private static string Idle(TariffTerms terms, decimal perMinute) =>
        $"{Price(perMinute, terms.Currency)} per idle min" + (terms.IdleGraceMinutes > 0 ? $" after {Text($"{terms.IdleGraceMinutes}", "min")}" : "");

    private static TariffMoment MomentOf(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset at) => terms.At(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    // Null where prices are the same for a week.
    private static string? UntilWhen(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset now, TariffMoment moment)
    {
        var clock = new TariffClock(terms, zone);
        for (var at = clock.NextChange(now); at is { } change && change < now.AddDays(8); at = clock.NextChange(change))
        {
            if (MomentOf(terms, zone, change) == moment) continue;
            var (there, today) = (TimeZoneInfo.ConvertTime(change, zone), TimeZoneInfo.ConvertTime(now, zone).Date);
            return there.Date <= today.AddDays(1) && (there.Date == today || there.TimeOfDay < TimeSpan.FromHours(12)) ? there.ToString("HH:mm", Plain) : there.ToString("dddd HH:mm", Plain);
        }

        return null;
    }
}
