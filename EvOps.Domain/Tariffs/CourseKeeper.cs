namespace EvOps.Domain.Tariffs;

/// <summary>
/// Keeps of a running session's readings those its price depends on: the last one, and the two around each moment at which prices
/// may change. A day of readings stays a handful.
/// </summary>
public sealed class CourseKeeper(TariffTerms terms, TimeZoneInfo zone, DateTimeOffset startedAt)
{
    private readonly TariffClock clock = new(terms, zone);
    private readonly List<CoursePoint> kept = [];
    private CoursePoint latest = new(startedAt, 0);
    private DateTimeOffset? nextChange = new TariffClock(terms, zone).NextChange(startedAt);

    public IReadOnlyList<CoursePoint> Points => [.. kept, latest];

    /// <summary>The next reading; one that is no later than the last is left out.</summary>
    public void Add(CoursePoint point)
    {
        if (terms.Periods.Count == 0 || point.At <= latest.At) return;

        if (point.At >= nextChange)
        {
            kept.Add(latest);
            kept.Add(point);
            nextChange = clock.NextChange(point.At);
        }

        latest = point;
    }
}
