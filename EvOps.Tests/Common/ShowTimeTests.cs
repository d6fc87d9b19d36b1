using EvOps.Web.Common;

namespace EvOps.Tests.Common;

public sealed class ShowTimeTests
{
    private const string Berlin = "Europe/Berlin";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 22, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(4, "just now")]
    [InlineData(42, "42 s ago")]
    [InlineData(3 * 60, "3 min ago")]
    [InlineData(59 * 60 + 59, "59 min ago")]
    [InlineData(60 * 60, "22:30")]
    [InlineData(-9, "just now")]
    [InlineData(-40, "in a moment")]
    [InlineData(-5 * 60, "in 5 min")]
    public void Up_to_an_hour_times_are_relative_and_then_the_station_s_clock(int secondsAgo, string expected) =>
        Assert.Equal(expected, ShowTime.Relative(Now.AddSeconds(-secondsAgo), Now, Berlin));

    [Theory]
    [InlineData("2026-03-01T13:05:00Z", "yesterday 14:05")]
    [InlineData("2026-03-01T23:05:00Z", "00:05")]
    [InlineData("2026-02-12T13:05:00Z", "12 Feb 14:05")]
    [InlineData("2025-11-12T13:05:00Z", "12 Nov 2025")]
    public void The_day_is_the_station_s_day(string at, string expected) =>
        Assert.Equal(expected, ShowTime.Clock(DateTimeOffset.Parse(at, null), Now, Berlin));

    [Theory]
    [InlineData(Berlin, "2026-03-02 23:30:00 Europe/Berlin")]
    [InlineData(null, "2026-03-02 22:30:00 UTC")]
    [InlineData("Nowhere/Land", "2026-03-02 22:30:00 UTC")]
    public void The_exact_time_names_its_zone(string? zone, string expected) => Assert.Equal(expected, ShowTime.Exact(Now, zone));
}
