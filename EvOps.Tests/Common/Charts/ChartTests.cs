using Bunit;
using EvOps.Tests.Support;
using EvOps.Web.Common.Charts;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Common.Charts;

public sealed class ChartTests : ComponentTest
{
    private readonly FakeClock clock = new();

    public ChartTests() => Services.AddSingleton<TimeProvider>(clock);

    [Fact]
    public void A_sparkline_draws_the_last_ten_minutes_and_says_what_it_shows()
    {
        var spark = Render<Sparkline>(parameters => parameters.Add(s => s.Points, Points(minutes: 30, watts: 42_000)));

        Assert.Equal("Power over the last 10\u00a0min: 42.0\u00a0kW now, 42.0\u00a0kW at most", spark.Find("svg").GetAttribute("aria-label"));
        Assert.StartsWith("M0 ", spark.Find(".line").GetAttribute("d"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sparkline_without_readings_invents_none()
    {
        var spark = Render<Sparkline>(parameters => parameters.Add(s => s.Points, []));

        Assert.Empty(spark.FindAll(".line"));
        Assert.StartsWith("No power reported", spark.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_session_graph_shows_only_what_was_reported()
    {
        var chart = Render<LiveEnergyChart>(parameters => parameters.Add(c => c.Readings, Readings(minutes: 30, soc: null)));

        Assert.Equal(["Power", "Energy"], chart.FindAll(".legend .name").Select(name => name.TextContent));
        Assert.Equal("42.0\u00a0kW", chart.Find(".legend .now").TextContent);
    }

    [Fact]
    public void The_session_graph_looks_back_as_far_as_was_chosen()
    {
        var chosen = ChartWindow.All;
        var chart = Render<LiveEnergyChart>(parameters => parameters
            .Add(c => c.Readings, Readings(minutes: 90, soc: 40)).Add(c => c.WindowChanged, window => chosen = window));
        Assert.Equal(90, Minutes(chart), 3);

        chart.FindAll(".segments input")[0].Change(true);

        Assert.Equal(15, Minutes(chart), 3);
        Assert.Equal(ChartWindow.QuarterHour, chosen);
    }

    [Fact]
    public void A_stretch_drawn_with_the_mouse_is_looked_at_closer_and_all_comes_back()
    {
        var chart = Render<LiveEnergyChart>(parameters => parameters.Add(c => c.Readings, Readings(minutes: 90, soc: 40)));
        var from = clock.GetUtcNow().AddMinutes(-60);

        chart.Find(".range").Change($"{from.ToUnixTimeMilliseconds()} {from.AddMinutes(10).ToUnixTimeMilliseconds()}");
        Assert.Equal(10, Minutes(chart), 3);
        chart.Find("button").Click();

        Assert.Equal(90, Minutes(chart), 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("x y")]
    [InlineData("9 3")]
    [InlineData("-1 99999999999999")]
    public void A_stretch_that_is_none_changes_nothing(string stretch)
    {
        var chart = Render<LiveEnergyChart>(parameters => parameters.Add(c => c.Readings, Readings(minutes: 90, soc: 40)));

        chart.Find(".range").Change(stretch);

        Assert.Equal(90, Minutes(chart), 3);
    }

    [Fact]
    public void A_long_session_goes_over_the_wire_in_three_hundred_points()
    {
        var chart = Render<LiveEnergyChart>(parameters => parameters.Add(c => c.Readings, Readings(minutes: 24 * 60, soc: 40)));

        Assert.InRange(chart.Find("figure").GetAttribute("data-points")!.Split("],[").Length, 100, 300);
        Assert.DoesNotContain('M', chart.Find(".area").GetAttribute("d")![1..]);
    }

    [Fact]
    public void The_power_history_leaves_a_gap_open()
    {
        var points = Points(minutes: 24 * 60, watts: 120_000).Where(point => clock.GetUtcNow() - point.At is { TotalHours: < 8 or > 10 }).ToList();

        var chart = Render<PowerHistoryChart>(parameters => parameters.Add(c => c.Points, points));

        Assert.Equal(2, chart.Find(".area").GetAttribute("d")!.Count(letter => letter == 'M'));
        Assert.Single(chart.FindAll(".edge"));
    }

    [Fact]
    public void A_network_that_never_charged_has_no_graph_but_a_sentence()
    {
        var chart = Render<PowerHistoryChart>(parameters => parameters.Add(c => c.Points, []));

        Assert.Contains("No power reported yet", chart.Markup, StringComparison.Ordinal);
    }

    private static double Minutes(IRenderedComponent<LiveEnergyChart> chart) =>
        (long.Parse(chart.Find("figure").GetAttribute("data-to")!, null) - long.Parse(chart.Find("figure").GetAttribute("data-from")!, null)) / 60_000.0;

    private List<ChartPoint> Points(int minutes, double watts) =>
        [.. Enumerable.Range(0, (minutes * 2) + 1).Select(i => new ChartPoint(clock.GetUtcNow().AddSeconds((i * 30) - (minutes * 60)), watts))];

    private List<LiveReading> Readings(int minutes, double? soc) =>
        [.. Points(minutes, 42_000).Select((point, i) => new LiveReading(point.At, point.Value, i * 350, soc))];
}
