namespace EvOps.Web.Common.Charts;

/// <summary>When silence is a gap.</summary>
public static class Gaps
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(30);

    /// <summary>Three times the usual (median) distance between two points: one lost reading is no gap, two are.</summary>
    public static TimeSpan Usual<T>(IReadOnlyList<T> points, Func<T, DateTimeOffset> time)
    {
        if (points.Count < 3) return TimeSpan.FromMinutes(5);

        var distances = new long[points.Count - 1];
        for (var i = 1; i < points.Count; i++) distances[i - 1] = (time(points[i]) - time(points[i - 1])).Ticks;
        Array.Sort(distances);
        var usual = TimeSpan.FromTicks(distances[distances.Length / 2] * 3);
        return usual > Least ? usual : Least;
    }
}
