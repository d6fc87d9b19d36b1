using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common.Charts;

/// <summary>Power of a station or of the whole network over the last hours, as an area with a live edge. Gaps stay gaps.</summary>
public sealed partial class PowerHistoryChart
{
    private const int MostPoints = 300;

    private TimeScale time;
    private List<DateTimeOffset> times = [];
    private List<ChartSeries> series = [];
    private TimeSpan gapAfter;
    private string label = "";

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>Watts, in order of time; the last one is now.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Points { get; set; } = [];

    /// <summary>How far back it looks.</summary>
    [Parameter]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(24);

    /// <summary>IANA zone for the hours below the graph.</summary>
    [Parameter]
    public string? Zone { get; set; }

    /// <summary>The longest silence that is still one line; by default three times the usual distance of the points.</summary>
    [Parameter]
    public TimeSpan? GapAfter { get; set; }

    /// <summary>Pixels of the plot.</summary>
    [Parameter]
    public int Height { get; set; } = 160;

    protected override void OnParametersSet()
    {
        var now = Clock.GetUtcNow();
        time = new TimeScale(now - Window, now, Zone);
        var seen = Points.Where(point => point.At >= time.From && point.At <= now).ToList();
        var kept = Thinning.MinMax(seen, MostPoints, point => point.At, point => point.Value);
        gapAfter = new[] { GapAfter ?? Gaps.Usual(Points, point => point.At), Window / (MostPoints / 2) * 2 }.Max();
        times = [.. kept.Select(point => point.At)];
        List<double?> values = [.. kept.Select(point => point.Value / 1000)];
        var power = new ChartSeries("Power", "kW", 1, SeriesForm.Area, ValueScale.FromZero(values.Max() ?? 0), values);
        series = [power];
        label = power.Last is { } last
            ? $"Power over the last {Show.Elapsed(Window)}: {power.Text(last)} now, {power.Text(values.Max()!.Value)} at most"
            : $"No power reported in the last {Show.Elapsed(Window)}";
    }
}
