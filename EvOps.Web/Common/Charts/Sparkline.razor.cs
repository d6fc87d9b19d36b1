using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common.Charts;

/// <summary>Power over the last ten minutes, the size of a word. From zero, so that two rows compare; gaps are left open.</summary>
public sealed partial class Sparkline
{
    private const double Width = 96, Height = 24;
    private string line = "", area = "", label = "";

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Watts, in order of time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Points { get; set; } = [];

    /// <summary>How far back it looks.</summary>
    [Parameter]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Watts at the top; the highest value shown, where none is given.</summary>
    [Parameter]
    public double? Top { get; set; }

    /// <summary>The longest silence between two readings that is still one line.</summary>
    [Parameter]
    public TimeSpan GapAfter { get; set; } = TimeSpan.FromSeconds(90);

    protected override void OnParametersSet()
    {
        var now = Time.GetUtcNow();
        var scale = new TimeScale(now - Window, now, null);
        var seen = Points.Where(point => point.Value is not null && point.At >= scale.From && point.At <= now).ToList();
        if (seen.Count == 0)
        {
            (line, area, label) = ("", "", $"No power reported in the last {Show.Elapsed(Window)}");
            return;
        }

        var peak = seen.Max(point => point.Value!.Value);
        var values = new ValueScale(0, Math.Max(Top ?? peak, 1));
        // A pixel of air above, so that the stroke at the top is whole.
        var places = Thinning.MinMax(seen, 96, point => point.At, point => point.Value)
            .Select(point => (scale.Fraction(point.At), values.Fraction(point.Value!.Value) * (Height - 2) / Height))
            .ToList();
        var gap = GapAfter / Window;
        line = ChartPath.Line(places, gap, Width, Height - 1);
        area = ChartPath.Area(places, gap, Width, Height - 1);
        label = $"Power over the last {Show.Elapsed(Window)}: {Show.Power(seen[^1].Value)} now, {Show.Power(peak)} at most";
    }
}
