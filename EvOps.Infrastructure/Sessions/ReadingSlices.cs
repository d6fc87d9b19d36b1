namespace EvOps.Infrastructure.Sessions;

/// <summary>Fewer readings for the same picture: none is made up, peaks stay, and a gap stays a gap.</summary>
internal static class ReadingSlices
{
    /// <param name="points">In order of time.</param>
    public static LivePoint[] Thin(LivePoint[] points, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 4);
        if (points.Length <= most) return points;

        var slices = (most - 1) / 2;
        var from = points[0].At;
        var width = Math.Max(1, ((points[^1].At - from).Ticks / slices) + 1);
        var kept = new List<LivePoint>(most) { points[0] };
        foreach (var slice in points.Skip(1).GroupBy(p => (p.At - from).Ticks / width))
        {
            var last = slice.Last();
            var peak = slice.MaxBy(p => p.PowerW ?? int.MinValue);
            if (peak != last) kept.Add(peak);
            kept.Add(last);
        }

        return [.. kept];
    }
}
