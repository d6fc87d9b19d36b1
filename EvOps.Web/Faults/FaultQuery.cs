using System.Globalization;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;

namespace EvOps.Web.Faults;

/// <summary>The filter of the history as its address has it; the export takes the same.</summary>
internal static class FaultQuery
{
    /// <param name="value">A value of the address by its name, or null.</param>
    public static FaultFilter FilterOf(Func<string, string?> value) => new(
        null, value("search"), Enum.TryParse<FaultSource>(value("source"), ignoreCase: true, out var source) && Enum.IsDefined(source) ? source : null,
        Day(value("from")), Day(value("to"))?.AddDays(1));

    private static DateTimeOffset? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;
}
