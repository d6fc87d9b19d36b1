using System.Globalization;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common;

namespace EvOps.Web.Faults;

/// <summary>The filter of the history as its address has it; the export takes the same.</summary>
internal static class FaultQuery
{
    /// <param name="value">A value of the address by its name, or null.</param>
    public static FaultFilter FilterOf(Func<string, string?> value) => new(
        null, value("search"), Enum.TryParse<FaultSource>(value("source"), ignoreCase: true, out var source) && Enum.IsDefined(source) ? source : null,
        Day(value("from")), Day(value("to"))?.AddDays(1));

    /// <summary>Which time a charger's statistics are of, in days of its own place; the usual one where the address names none.</summary>
    public static StatisticsPeriod PeriodOf(Func<string, string?> value, string zone)
    {
        var (from, to) = (DayAt(value("statsFrom"), zone, 0), DayAt(value("statsTo"), zone, 1));
        return new StatisticsPeriod(null, from ?? to?.AddDays(-CountFaults.UsualDays), to);
    }

    private static DateTimeOffset? DayAt(string? text, string zone, int later) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? ShowTime.AtPlace(day.AddDays(later).ToDateTime(TimeOnly.MinValue), zone).ToUniversalTime() : null;

    private static DateTimeOffset? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;
}
