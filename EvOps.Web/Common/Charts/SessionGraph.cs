using EvOps.Infrastructure.Sessions;

namespace EvOps.Web.Common.Charts;

/// <summary>
/// The points of one session's graph, as long as a page is open: what was stored before, then whatever comes. The ring in memory
/// forgets after some minutes; a page that stays open for hours must not.
/// </summary>
public sealed class SessionGraph
{
    private const int MostPoints = 1200;

    private List<LivePoint> points = [];

    /// <summary>From the stored readings, in order of time.</summary>
    public void Begin(LivePoint[] stored) => points = [.. stored];

    /// <summary>The ring of the open session, in order of time: its last point may still change, earlier ones may be here already.</summary>
    public void Follow(LivePoint[] recent)
    {
        if (recent is not [var first, ..]) return;

        points.RemoveAll(point => point.At >= first.At);
        points.AddRange(recent);
        if (points.Count > MostPoints) points = [.. Thinning.MinMax(points, MostPoints / 2, point => point.At, point => point.PowerW)];
    }

    /// <param name="meterStartWh">The register when it began: energy counts from there.</param>
    public IReadOnlyList<LiveReading> Readings(long? meterStartWh) =>
        [.. points.Select(point => new LiveReading(point.At, point.PowerW, Since(meterStartWh, point.RegisterWh), point.SocPercent))];

    // A register below the start is evidence in the list of readings, and no energy.
    private static long? Since(long? start, long? register) => register - start is >= 0 and var energy ? energy : null;
}
