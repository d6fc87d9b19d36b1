using System.Globalization;
using EvOps.Infrastructure.Users;

namespace EvOps.Web.Users;

/// <summary>The filter of the audit page as its address has it; the export takes the same.</summary>
internal static class AuditQuery
{
    /// <param name="value">A value of the address by its name, or null.</param>
    public static AuditFilter FilterOf(Func<string, string?> value) => new(
        value("who"), value("what"), Day(value("from")), Day(value("to"))?.AddDays(1), value("outcome") == "refused");

    private static DateTimeOffset? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;
}
