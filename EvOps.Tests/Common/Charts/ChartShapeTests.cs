using EvOps.Web.Common.Charts;

namespace EvOps.Tests.Common.Charts;

public sealed class ChartShapeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_nobody_measured_is_not_drawn()
    {
        var path = ChartPath.Line([(0, 0.5), (0.1, 0.5), (0.6, 0.5), (0.7, 0.5)], widestGap: 0.2, 100, 100);

        Assert.Equal("M0 50L10 50M60 50L70 50", path);
    }

    [Fact]
    public void A_value_between_two_gaps_is_a_dot() => Assert.Equal("M50 50h0", ChartPath.Line([(0.5, 0.5)], 0.2, 100, 100));

    [Fact]
    public void An_area_goes_down_to_the_bottom_on_both_sides_of_a_gap() =>
        Assert.Equal("M0 50L10 40V100H0ZM60 50L70 40V100H60Z",
            ChartPath.Area([(0, 0.5), (0.1, 0.6), (0.6, 0.5), (0.7, 0.6)], widestGap: 0.2, 100, 100));

    [Theory]
    [InlineData(50, 60)]
    [InlineData(61, 80)]
    [InlineData(212, 300)]
    [InlineData(0, 4)]
    public void A_scale_from_zero_has_four_round_steps(double highest, double top)
    {
        var scale = ValueScale.FromZero(highest);

        Assert.Equal(top, scale.High, 6);
        Assert.Equal(5, scale.Marks.Count());
    }

    [Theory]
    [InlineData(11.2, 13.9)]
    [InlineData(7, 7)]
    [InlineData(0, 54.21)]
    public void A_scale_between_two_values_holds_both(double low, double high)
    {
        var scale = ValueScale.Between(low, high);

        Assert.InRange(low, scale.Low, scale.High);
        Assert.InRange(high, scale.Low, scale.High);
        Assert.True(scale.High > scale.Low);
    }

    [Fact]
    public void Time_marks_fall_on_round_times_of_the_station_s_wall()
    {
        var scale = new TimeScale(Start.AddMinutes(7), Start.AddHours(5), "Asia/Kolkata");

        Assert.Equal(["15:00", "16:00", "17:00", "18:00", "19:00"], scale.Marks().Select(mark => mark.Label));
    }

    [Fact]
    public void Thinning_keeps_the_first_the_last_and_a_peak_of_one_second()
    {
        var points = Enumerable.Range(0, 86_400).Select(second => new ChartPoint(Start.AddSeconds(second), second == 40_000 ? 99 : 1)).ToList();

        var kept = Thinning.MinMax(points, 300, point => point.At, point => point.Value);

        Assert.InRange(kept.Count, 3, 300);
        Assert.Equal(points[0], kept[0]);
        Assert.Equal(points[^1], kept[^1]);
        Assert.Contains(kept, point => point.Value == 99);
        Assert.Equal(kept.OrderBy(point => point.At), kept);
    }

    [Fact]
    public void A_gap_is_three_times_the_usual_distance()
    {
        var times = Enumerable.Range(0, 20).Select(i => Start.AddSeconds(i * 15)).Append(Start.AddHours(1)).ToList();

        Assert.Equal(TimeSpan.FromSeconds(45), Gaps.Usual(times, time => time));
    }
}
