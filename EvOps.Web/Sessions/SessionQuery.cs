using System.Globalization;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Web.Sessions;

/// <summary>The filter of the list of sessions as its address has it; the export takes the same.</summary>
internal static class SessionQuery
{
    public const string UsualSort = "-requested";

    /// <summary>What a phone offers instead of column heads.</summary>
    public static readonly (string Sort, string Words)[] Sorts =
        [("-requested", "Newest first"), ("requested", "Oldest first"), ("-ended", "Ended last"), ("-energy", "Most energy"), ("-cost", "Highest cost")];

    /// <param name="value">A value of the address by its name, or null.</param>
    public static SessionFilter FilterOf(Func<string, string?> value)
    {
        var sort = value("sort") is { Length: > 0 } chosen ? chosen : UsualSort;
        return new SessionFilter(
            Search: value("search"),
            States: Choice<SessionState>(value("state")) is { } state ? [state] : null,
            StationId: Id(value("station")),
            ChargePointId: Id(value("charger")),
            From: Day(value("from")),
            To: Day(value("to"))?.AddDays(1),
            NeedsReview: value("review") == "true",
            Order: Choice<SessionOrder>(sort.TrimStart('-')) ?? SessionOrder.Requested,
            IsDescending: sort.StartsWith('-'));
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static T? Choice<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice : null;

    private static DateTimeOffset? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;
}
