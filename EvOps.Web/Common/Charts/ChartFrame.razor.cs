using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common.Charts;

/// <summary>
/// What the two time charts share: lines, axes, legend, and what the browser needs to answer a hover by itself (charts.js).
/// Drawn on the server, so that it is there at the first paint; it stretches to the width of its place.
/// </summary>
public sealed partial class ChartFrame
{
    private IReadOnlyList<(double X, double Y)>[] places = [];
    private double gap;
    private string data = "", seriesData = "";
    private (double X, double Y)? edge;

    [Parameter, EditorRequired]
    public TimeScale Time { get; set; }

    /// <summary>When the values were measured; at most a few hundred (<see cref="Thinning"/>).</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<DateTimeOffset> Times { get; set; } = [];

    /// <summary>The first one's scale is written on the left.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>The series whose scale is written on the right.</summary>
    [Parameter]
    public ChartSeries? Right { get; set; }

    /// <summary>The longest silence between two values that is still one line.</summary>
    [Parameter, EditorRequired]
    public TimeSpan GapAfter { get; set; }

    /// <summary>The chart in a sentence, for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Whether the newest value of the first series is marked.</summary>
    [Parameter]
    public bool HasLiveEdge { get; set; }

    /// <summary>Pixels of the plot.</summary>
    [Parameter]
    public int Height { get; set; } = 240;

    /// <summary>A stretch of time was drawn with the mouse. Without it there is nothing to draw.</summary>
    [Parameter]
    public EventCallback<(DateTimeOffset From, DateTimeOffset To)> Selected { get; set; }

    /// <summary>Controls at the end of the legend.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnParametersSet()
    {
        gap = Time.Length > TimeSpan.Zero ? GapAfter / Time.Length : 1;
        places = [.. Series.Select(Places)];
        edge = HasLiveEdge && places is [[.., var newest], ..] ? newest : null;
        data = Data();
        seriesData = JsonSerializer.Serialize(Series.Select(one => new { one.Unit, one.Decimals, one.Scale.Low, one.Scale.High }), JsonSerializerOptions.Web);
    }

    private List<(double X, double Y)> Places(ChartSeries one)
    {
        var found = new List<(double X, double Y)>(Times.Count);
        for (var i = 0; i < Times.Count; i++)
        {
            if (one.Values[i] is { } value) found.Add((Time.Fraction(Times[i]), one.Scale.Fraction(value)));
        }
        return found;
    }

    // [[milliseconds,value,…],…]: written by hand because it goes over the wire with every reading.
    private string Data()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < Times.Count; i++)
        {
            text.Append(i == 0 ? "[" : ",[").Append(Times[i].ToUnixTimeMilliseconds());
            foreach (var one in Series)
            {
                text.Append(',').Append(one.Values[i] is { } value
                    ? Math.Round(value, one.Decimals).ToString(CultureInfo.InvariantCulture)
                    : "null");
            }
            text.Append(']');
        }
        return text.Append(']').ToString();
    }

    private async Task SelectAsync(ChangeEventArgs change)
    {
        if (change.Value is string text && text.Split(' ') is [var from, var to]
            && long.TryParse(from, CultureInfo.InvariantCulture, out var first) && long.TryParse(to, CultureInfo.InvariantCulture, out var last)
            && first < last && first >= Time.From.ToUnixTimeMilliseconds() && last <= Time.To.ToUnixTimeMilliseconds())
        {
            await Selected.InvokeAsync((DateTimeOffset.FromUnixTimeMilliseconds(first), DateTimeOffset.FromUnixTimeMilliseconds(last)));
        }
    }

    // Unit at the top only: five times "kW" says no more than one.
    private static IEnumerable<string> Marks(ChartSeries? one) =>
        one?.Scale.Marks.Select((mark, index) => mark.ToString("#,##0.###", CultureInfo.InvariantCulture) + (index == 0 ? "\u00a0" + one.Unit : "")) ?? [];

    private static string Form(ChartSeries one) => one.Form switch
    {
        SeriesForm.Area => "filled",
        SeriesForm.Line => "solid",
        SeriesForm.Dashed => "dashed",
    };

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
