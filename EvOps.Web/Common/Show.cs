using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Web.Common;

/// <summary>
/// Values as operators read them, the same everywhere: 42.0 kW, 11.345 kWh, € 4.54, 63 %, 1 h 12 min. A value that is not there
/// gives null, and <see cref="Figure"/> shows that as a dash with the reason.
/// </summary>
public static partial class Show
{
    private const char Gap = '\u00a0';
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Watt-hours, exact: what a bill is made of. 11.345 kWh.</summary>
    public static string? Energy(long? wattHours) =>
        wattHours is { } wh ? Text($"{wh / 1000m:#,##0.000}", "kWh") : null;

    /// <summary>Watt-hours of many sessions, rounded: 11.3 kWh, 1,204 kWh, 12.6 MWh.</summary>
    public static string? EnergyTotal(long? wattHours) => wattHours switch
    {
        null => null,
        >= 10_000_000 => Text($"{wattHours.Value / 1e6:#,##0.0}", "MWh"),
        >= 100_000 => Text($"{wattHours.Value / 1e3:#,##0}", "kWh"),
        { } wh => Text($"{wh / 1e3:0.0}", "kWh"),
    };

    /// <summary>Watts: 42.0 kW, from 100 kW on without decimals, from 10 MW on in MW.</summary>
    public static string? Power(double? watts) => watts switch
    {
        null => null,
        >= 9_999_500 => Text($"{watts.Value / 1e6:#,##0.0}", "MW"),
        >= 99_950 => Text($"{watts.Value / 1e3:#,##0}", "kW"),
        { } w => Text($"{w / 1e3:0.0}", "kW"),
    };

    public static string? Volts(double? volts) => volts is { } v ? Text($"{v:0}", "V") : null;

    public static string? Amperes(double? amperes) => amperes is { } a ? Text($"{a:0.0}", "A") : null;

    /// <summary>0 to 100, as the car tells it.</summary>
    public static string? Percent(double? percent) => percent is { } p ? Text($"{p:0}", "%") : null;

    public static string? Count(long? count) => count?.ToString("#,##0", Plain);

    /// <summary>"1 station", "8 stations".</summary>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    public static string? Money(long? minorUnits, string currency) => minorUnits is { } minor ? Money(new Money(minor, currency)) : null;

    /// <summary>Symbol first where the currency has one that nobody mistakes: € 4.54, SEK 48.20.</summary>
    public static string Money(Money money) =>
        Domain.Common.Money.SymbolOf(money.Currency) + Gap + money.Amount.ToString("N" + Domain.Common.Money.DecimalsOf(money.Currency), Plain);

    /// <summary>Of one kWh, with as many digits as the tariff has: € 0.49, € 0.3955.</summary>
    public static string Price(KwhPrice price) =>
        Domain.Common.Money.SymbolOf(price.Currency) + Gap + price.Amount.ToString(price.TenThousandths % 100 == 0 ? "N2" : "N4", Plain);

    /// <summary>Metres to a place: 350 m, 1.2 km, from 10 km on without decimals.</summary>
    public static string? Distance(double? metres) => metres switch
    {
        null => null,
        < 995 => Text($"{Math.Round(metres.Value / 10) * 10:0}", "m"),
        < 9_950 => Text($"{metres.Value / 1e3:0.0}", "km"),
        { } m => Text($"{m / 1e3:#,##0}", "km"),
    };

    /// <summary>How long something took or has lasted: 35 s, 12 min, 1 h, 1 h 12 min, 3 d 4 h.</summary>
    public static string Elapsed(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => Text("0", "s"),
        { TotalMinutes: < 1 } => Text($"{(int)time.TotalSeconds}", "s"),
        { TotalHours: < 1 } => Text($"{(int)time.TotalMinutes}", "min"),
        { TotalDays: < 1, Minutes: 0 } => Text($"{time.Hours}", "h"),
        { TotalDays: < 1 } => Text($"{time.Hours}", "h") + Gap + Text($"{time.Minutes}", "min"),
        { Hours: 0 } => Text($"{time.Days}", "d"),
        _ => Text($"{time.Days}", "d") + Gap + Text($"{time.Hours}", "h"),
    };

    /// <summary>What is left of a short wait: 2:41; never below 0:00.</summary>
    public static string Countdown(TimeSpan left)
    {
        var seconds = Math.Max(0, (long)Math.Ceiling(left.TotalSeconds));
        return $"{seconds / 60}:{(seconds % 60).ToString("00", Plain)}";
    }

    private static string Text(FormattableString number, string unit) => number.ToString(Plain) + Gap + unit;

    private static string Text(string number, string unit) => number + Gap + unit;
}
