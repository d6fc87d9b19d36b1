using System.Globalization;
using System.Text;

namespace EvOps.Web.Common.Charts;

/// <summary>
/// SVG paths of values over time. Where nothing was measured for longer than a gap allows, the line ends and begins anew: what
/// nobody measured is not drawn. A value between two gaps is a dot.
/// </summary>
public static class ChartPath
{
    /// <param name="points">Fractions of width and height, from bottom left; in order of time.</param>
    /// <param name="widestGap">As a fraction of the width.</param>
    public static string Line(IReadOnlyList<(double X, double Y)> points, double widestGap, double width, double height)
    {
        var path = new StringBuilder();
        foreach (var (first, last) in Runs(points, widestGap))
        {
            Line(path, points, first, last, width, height);
            if (first == last) path.Append("h0");
        }
        return path.ToString();
    }

    /// <summary>The same, closed down to the bottom.</summary>
    public static string Area(IReadOnlyList<(double X, double Y)> points, double widestGap, double width, double height)
    {
        var path = new StringBuilder();
        foreach (var (first, last) in Runs(points, widestGap))
        {
            Line(path, points, first, last, width, height);
            path.Append(CultureInfo.InvariantCulture, $"V{height:0.#}H{points[first].X * width:0.#}Z");
        }
        return path.ToString();
    }

    private static void Line(StringBuilder path, IReadOnlyList<(double X, double Y)> points, int first, int last, double width, double height)
    {
        for (var i = first; i <= last; i++)
        {
            var (x, y) = points[i];
            path.Append(i == first ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{x * width:0.#} {(1 - y) * height:0.#}");
        }
    }

    private static IEnumerable<(int First, int Last)> Runs(IReadOnlyList<(double X, double Y)> points, double widestGap)
    {
        var first = 0;
        for (var i = 1; i <= points.Count; i++)
        {
            if (i < points.Count && points[i].X - points[i - 1].X <= widestGap) continue;
            yield return (first, i - 1);
            first = i;
        }
    }
}
