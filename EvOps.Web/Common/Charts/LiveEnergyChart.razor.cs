using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common.Charts;

/// <summary>
/// A session over time: power as an area, energy as a line, state of charge as a dotted line, each only where it was reported.
/// Drawing over it with the mouse looks closer; gaps in the readings stay gaps.
/// </summary>
public sealed partial class LiveEnergyChart
{
    private const int MostPoints = 300;

    private static readonly (ChartWindow, string)[] Choices =
        [(ChartWindow.QuarterHour, "15 min"), (ChartWindow.Hour, "1 h"), (ChartWindow.All, "All")];

    private TimeScale time;
    private List<DateTimeOffset> times = [];
    private List<ChartSeries> series = [];
    private TimeSpan gapAfter;
    private string label = "";
    private (DateTimeOffset From, DateTimeOffset To)? zoom;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>All readings of the session, in order of time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<LiveReading> Readings { get; set; } = [];

    /// <summary>When the session ended; null while it runs, and the right edge is now.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>IANA zone of the station.</summary>
    [Parameter]
    public string? Zone { get; set; }

    /// <summary>How far back it looks. Bind it to the address to keep it.</summary>
    [Parameter]
    public ChartWindow Window { get; set; } = ChartWindow.All;

    [Parameter]
    public EventCallback<ChartWindow> WindowChanged { get; set; }

    /// <summary>The longest silence that is still one line; by default three times the usual distance of the readings.</summary>
    [Parameter]
    public TimeSpan? GapAfter { get; set; }

    /// <summary>Pixels of the plot.</summary>
    [Parameter]
    public int Height { get; set; } = 280;

    protected override void OnParametersSet() => Draw();

    private Task ChooseAsync(ChartWindow window)
    {
        Window = window;
        Draw();
        return WindowChanged.InvokeAsync(window);
    }

    private void ZoomAsync((DateTimeOffset From, DateTimeOffset To) stretch)
    {
        zoom = stretch;
        Draw();
    }

    private void ResetAsync()
    {
        zoom = null;
        Draw();
    }

    private void Draw()
    {
        if (Readings.Count == 0) return;

        time = Frame();
        var seen = Readings.Where(reading => reading.At >= time.From && reading.At <= time.To).ToList();
        var kept = Thinning.MinMax(seen, MostPoints, reading => reading.At, reading => reading.PowerW ?? reading.EnergyWh ?? reading.Soc);
        // Thinned points lie up to two slices apart without anything missing.
        gapAfter = new[] { GapAfter ?? Gaps.Usual(Readings, reading => reading.At), time.Length / (MostPoints / 2) * 2 }.Max();
        times = [.. kept.Select(reading => reading.At)];
        series = [.. Series(kept).Where(one => one.Last is not null)];
        label = series.Count == 0
            ? "No reading in this stretch of time"
            : $"Charging from {ShowTime.Exact(time.From, Zone)} to {ShowTime.Exact(time.To, Zone)}: "
              + string.Join(", ", series.Select(one => $"{one.Name.ToLowerInvariant()} {one.Text(one.Last!.Value)}"));
    }

    private static IEnumerable<ChartSeries> Series(IReadOnlyList<LiveReading> kept)
    {
        var power = kept.Select(reading => reading.PowerW / 1000).ToList();
        yield return new("Power", "kW", 1, SeriesForm.Area, ValueScale.FromZero(power.Max() ?? 0), power);

        var energy = kept.Select(reading => reading.EnergyWh / 1000).ToList();
        yield return new("Energy", "kWh", 3, SeriesForm.Line, ValueScale.Between(energy.Min() ?? 0, energy.Max() ?? 0), energy);

        var soc = kept.Select(reading => reading.Soc).ToList();
        yield return new("State of charge", "%", 0, SeriesForm.Dashed, new ValueScale(0, 100), soc);
    }

    private TimeScale Frame()
    {
        if (zoom is { } stretch) return new(stretch.From, stretch.To, Zone);

        var first = Readings[0].At;
        var end = Until ?? Clock.GetUtcNow();
        if (end <= first) end = first + TimeSpan.FromMinutes(1);
        return Window switch
        {
            ChartWindow.QuarterHour => new(end - TimeSpan.FromMinutes(15), end, Zone),
            ChartWindow.Hour => new(end - TimeSpan.FromHours(1), end, Zone),
            ChartWindow.All => new(first, end, Zone),
        };
    }
}
