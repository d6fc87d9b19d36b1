namespace EvOps.Web.Common.Charts;

/// <summary>
/// Fewer points for the same picture: of each slice of time the lowest and the highest stay, so that a peak of one second is
/// still seen in a day.
/// </summary>
public static class Thinning
{
    /// <param name="points">In order of time.</param>
    /// <param name="most">How many may stay, 4 or more; the first and the last always do.</param>
    /// <param name="time">When a point was.</param>
    /// <param name="value">What is judged; points without one stay only as first and last.</param>
    public static IReadOnlyList<T> MinMax<T>(IReadOnlyList<T> points, int most, Func<T, DateTimeOffset> time, Func<T, double?> value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 4);
        if (points.Count <= most) return points;

        var slices = (most - 2) / 2;
        var from = time(points[0]);
        var slice = (time(points[^1]) - from) / slices;
        var kept = new List<T>(most) { points[0] };
        var next = 1;
        for (var i = 1; i <= slices; i++)
        {
            var end = i == slices ? DateTimeOffset.MaxValue : from + (slice * i);
            var (lowest, highest) = (-1, -1);
            for (; next < points.Count - 1 && time(points[next]) <= end; next++)
            {
                if (value(points[next]) is not { } here) continue;
                if (lowest < 0 || here < value(points[lowest])) lowest = next;
                if (highest < 0 || here >= value(points[highest])) highest = next;
            }
            if (lowest < 0) continue;
            kept.Add(points[Math.Min(lowest, highest)]);
            if (lowest != highest) kept.Add(points[Math.Max(lowest, highest)]);
        }
        kept.Add(points[^1]);
        return kept;
    }
}
