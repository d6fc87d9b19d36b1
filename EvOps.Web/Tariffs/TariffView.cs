using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;

namespace EvOps.Web.Tariffs;

/// <summary>A period of a tariff, as the API reads and writes it.</summary>
/// <param name="Days">Days it begins on; none: every day.</param>
/// <param name="To">First minute after it; before <paramref name="From"/> it runs over midnight, equal to it a whole day.</param>
internal sealed record PeriodView(
    string Name, TimeOnly From, TimeOnly To, IReadOnlyList<DayOfWeek>? Days = null, decimal? PerKwh = null, decimal? PerMinute = null, decimal? PerIdleMinute = null)
{
    public static PeriodView Of(TariffPeriod period) =>
        new(period.Name, period.From, period.To, period.Days, period.PerKwh, period.PerMinute, period.PerIdleMinute);

    public TariffPeriod ToPeriod() => new(Name, Days ?? [], From, To, PerKwh, PerMinute, PerIdleMinute);
}

/// <summary>A tariff as it is to be. What is left out is nothing.</summary>
/// <param name="Version">The one the caller has seen; a newer one is refused. Left out: whatever is there is followed.</param>
internal sealed record TariffBody(
    string Name, string Currency, decimal PerKwh, decimal PerMinute = 0, decimal PerIdleMinute = 0, int IdleGraceMinutes = 0, decimal StartFee = 0, decimal Minimum = 0,
    decimal VatPercent = 0, IReadOnlyList<PeriodView?>? Periods = null, int? Version = null)
{
    public TariffTerms ToTerms() => new()
    {
        Currency = Currency,
        PerKwh = PerKwh,
        PerMinute = PerMinute,
        PerIdleMinute = PerIdleMinute,
        IdleGraceMinutes = IdleGraceMinutes,
        StartFee = StartFee,
        Minimum = Minimum,
        VatPercent = VatPercent,
        // What is null is told by its place in the list.
        Periods = [.. (Periods ?? []).Select(period => period?.ToPeriod()!)],
    };
}

/// <summary>A tariff with the terms of its newest version.</summary>
internal sealed record TariffView(
    Guid Id, string Name, int Version, string Currency, decimal PerKwh, decimal PerMinute, decimal PerIdleMinute, int IdleGraceMinutes, decimal StartFee, decimal Minimum,
    decimal VatPercent, IReadOnlyList<PeriodView> Periods, string Summary, int Stations, string UpdatedBy, DateTimeOffset UpdatedAt)
{
    public static TariffView Of(TariffRow row)
    {
        var terms = row.Terms;
        return new(
            row.Id, row.Name, row.Version, terms.Currency, terms.PerKwh, terms.PerMinute, terms.PerIdleMinute, terms.IdleGraceMinutes, terms.StartFee, terms.Minimum,
            terms.VatPercent, [.. terms.Periods.Select(PeriodView.Of)], Show.Summary(terms), row.Stations, row.Latest.CreatedBy, row.Latest.CreatedAt);
    }
}

/// <summary>One version of a tariff.</summary>
internal sealed record TariffVersionView(
    int Version, string CreatedBy, DateTimeOffset CreatedAt, decimal PerKwh, decimal PerMinute, decimal PerIdleMinute, int IdleGraceMinutes, decimal StartFee, decimal Minimum,
    decimal VatPercent, IReadOnlyList<PeriodView> Periods, string Summary)
{
    public static TariffVersionView Of(TariffVersion version)
    {
        var terms = version.Terms;
        return new(
            version.Number, version.CreatedBy, version.CreatedAt, terms.PerKwh, terms.PerMinute, terms.PerIdleMinute, terms.IdleGraceMinutes, terms.StartFee, terms.Minimum,
            terms.VatPercent, [.. terms.Periods.Select(PeriodView.Of)], Show.Summary(terms));
    }
}

/// <summary>A tariff with all its versions, the newest first.</summary>
internal sealed record TariffHistoryView(TariffView Tariff, IReadOnlyList<TariffVersionView> Versions)
{
    public static TariffHistoryView Of(TariffHistory history) => new(TariffView.Of(history.Tariff), [.. history.Versions.Select(TariffVersionView.Of)]);
}
