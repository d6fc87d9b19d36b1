using EvOps.Domain.Common;

namespace EvOps.Domain.Tariffs;

/// <summary>
/// What a session is priced by. Amounts are in the currency's major unit with at most four digits behind the point, and are what
/// the driver pays: VAT is inside. A session keeps the terms it began with, whole.
/// </summary>
public sealed record TariffTerms
{
    /// <summary>Digits behind the point: tariffs have more than money has.</summary>
    public const int PriceDecimals = 4;

    private const decimal HighestPrice = 1_000_000;
    private const int MostPeriods = 24, LongestGraceMinutes = 1440;

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Of one kilowatt-hour, where no period says otherwise.</summary>
    public required decimal PerKwh { get; init; }

    /// <summary>Of a minute while the car charges.</summary>
    public decimal PerMinute { get; init; }

    /// <summary>Of a minute in which the car has finished and still holds the plug, after the grace.</summary>
    public decimal PerIdleMinute { get; init; }

    public int IdleGraceMinutes { get; init; }

    public decimal StartFee { get; init; }

    /// <summary>A session that took energy costs at least this.</summary>
    public decimal Minimum { get; init; }

    /// <summary>Percent of the price without tax.</summary>
    public decimal VatPercent { get; init; }

    /// <summary>Times with prices of their own; the first that fits a moment counts.</summary>
    public IReadOnlyList<TariffPeriod> Periods { get; init; } = [];

    /// <summary>False where energy alone decides: then it does not matter when it flowed.</summary>
    public bool DependsOnTime => PerMinute > 0 || PerIdleMinute > 0 || Periods.Count > 0;

    /// <summary>One price per kilowatt-hour and nothing else.</summary>
    public static TariffTerms Flat(KwhPrice price) => new() { Currency = price.Currency, PerKwh = price.Amount };

    /// <summary>These terms with one price for all energy, at any time of day.</summary>
    public TariffTerms WithPerKwh(decimal price) => this with { PerKwh = price, Periods = [.. Periods.Select(p => p with { PerKwh = null })] };

    /// <summary>The prices that hold at this moment of the station's own time.</summary>
    public TariffMoment At(DateTime local) =>
        Periods.FirstOrDefault(period => period.Holds(local)) is { } period
            ? new(
                period.Name,
                TariffPrice.Of(period.Name, period.PerKwh, PerKwh),
                TariffPrice.Of(period.Name, period.PerMinute, PerMinute),
                TariffPrice.Of(period.Name, period.PerIdleMinute, PerIdleMinute))
            : new(null, new(null, PerKwh), new(null, PerMinute), new(null, PerIdleMinute));

    /// <summary>The same terms, written as they are kept: names without blanks around them, days of a week in order, each once.</summary>
    public TariffTerms Tidy() => this with { Periods = [.. Periods.Select(p => p with { Name = p.Name.Trim(), Days = [.. p.Days.Distinct().OrderBy(FromMonday)] })] };

    /// <summary>Every fault at once, by field; null where the terms can be used.</summary>
    public Refusal? Faults()
    {
        var errors = new FieldErrors();
        Check(errors);
        return errors.Refusal;
    }

    internal void Check(FieldErrors errors)
    {
        errors.Check(IsCurrency(Currency), "currency", "The currency is an ISO 4217 code such as EUR.");
        Price(errors, "perKwh", PerKwh);
        Price(errors, "perMinute", PerMinute);
        Price(errors, "perIdleMinute", PerIdleMinute);
        Price(errors, "startFee", StartFee);
        Price(errors, "minimum", Minimum);
        errors.Check(IdleGraceMinutes is >= 0 and <= LongestGraceMinutes, "idleGraceMinutes", "The grace is 0 to 1440 minutes.");
        errors.Check(VatPercent is >= 0 and <= 100 && IsShort(VatPercent), "vatPercent", "VAT is 0 to 100 percent, with at most four digits behind the point.");
        if (Periods is null || Periods.Count > MostPeriods) errors.Check(false, "periods", "A tariff has at most 24 periods.");
        else foreach (var (period, i) in Periods.Select((period, i) => (period, i))) TariffPeriod.Check(period, errors, $"periods[{i}]");
    }

    internal static void Price(FieldErrors errors, string field, decimal? price) =>
        errors.Check(price is null || (price is >= 0 and <= HighestPrice && IsShort(price.Value)), field, "A price is zero or more, at most 1,000,000, with at most four digits behind the point.");

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    private static bool IsShort(decimal number) => decimal.Round(number, PriceDecimals) == number;

    private static bool IsCurrency(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);
}

/// <summary>Prices at one moment.</summary>
/// <param name="Period">Name of the period that holds; null for the rest of the time.</param>
public readonly record struct TariffMoment(string? Period, TariffPrice PerKwh, TariffPrice PerMinute, TariffPrice PerIdleMinute);

/// <summary>One price, and the period it is the price of: null where the period that holds says nothing of it, or none holds.</summary>
public readonly record struct TariffPrice(string? Period, decimal Amount)
{
    internal static TariffPrice Of(string period, decimal? own, decimal usual) => own is { } amount ? new(period, amount) : new(null, usual);
}

/// <summary>A time of day, on some days of the week, with prices of its own; what is null is as at any other time.</summary>
/// <param name="Days">Days on which it begins; empty means every day.</param>
/// <param name="From">The station's own time, first moment.</param>
/// <param name="To">First moment after it. Before <paramref name="From"/>: it runs over midnight; equal: the whole day.</param>
public sealed record TariffPeriod(
    string Name, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, decimal? PerKwh = null, decimal? PerMinute = null, decimal? PerIdleMinute = null)
{
    private const int LongestName = 40;

    public bool Holds(DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        if (From < To) return time >= From && time < To && IsOn(local.DayOfWeek);
        return time >= From ? IsOn(local.DayOfWeek) : time < To && IsOn(local.AddDays(-1).DayOfWeek);
    }

    // A list out of JSON may hold nothing where a period should be.
    internal static void Check(TariffPeriod? period, FieldErrors errors, string field)
    {
        if (period is null)
        {
            errors.Check(false, field, "A period has a name, times and prices.");
            return;
        }

        var (name, days, from, to) = (period.Name, period.Days, period.From, period.To);
        errors.Check(!string.IsNullOrWhiteSpace(name) && name.Length <= LongestName && !name.Any(char.IsControl), $"{field}.name", "A period has a name of 1 to 40 characters.");
        errors.Check(days is not null && days.All(Enum.IsDefined), $"{field}.days", "Days are days of the week.");
        errors.Check(IsWholeMinute(from), $"{field}.from", "A period begins at a whole minute.");
        errors.Check(IsWholeMinute(to), $"{field}.to", "A period ends at a whole minute.");
        errors.Check((period.PerKwh ?? period.PerMinute ?? period.PerIdleMinute) is not null, $"{field}.perKwh", "A period has at least one price of its own.");
        TariffTerms.Price(errors, $"{field}.perKwh", period.PerKwh);
        TariffTerms.Price(errors, $"{field}.perMinute", period.PerMinute);
        TariffTerms.Price(errors, $"{field}.perIdleMinute", period.PerIdleMinute);
    }

    private static bool IsWholeMinute(TimeOnly time) => time.Ticks % TimeSpan.TicksPerMinute == 0;

    private bool IsOn(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
