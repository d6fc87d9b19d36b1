using EvOps.Infrastructure.Ocpp;

namespace EvOps.Tests.Ocpp;

public sealed class TimeTests
{
    private static readonly DateTimeOffset Arrival = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-01T11:00:00Z", "2026-03-01T11:00:00.0000000")]
    [InlineData("2026-03-01T11:00:00.123Z", "2026-03-01T11:00:00.1230000")]
    [InlineData("2026-03-01T11:00:00.1234567891234Z", "2026-03-01T11:00:00.1234567")]
    [InlineData("2026-03-01T11:00:00,5Z", "2026-03-01T11:00:00.5000000")]
    [InlineData("2026-03-01T11:00:00+02:00", "2026-03-01T09:00:00.0000000")]
    [InlineData("2026-03-01T11:00:00+0200", "2026-03-01T09:00:00.0000000")]
    [InlineData("2026-03-01T11:00:00+02", "2026-03-01T09:00:00.0000000")]
    [InlineData("2026-02-28T23:30:00.5-03:30", "2026-03-01T03:00:00.5000000")]
    [InlineData("2026-03-01t11:00:00z", "2026-03-01T11:00:00.0000000")]
    [InlineData("2026-03-01 11:00:00Z", "2026-03-01T11:00:00.0000000")]
    [InlineData(" 2026-03-01T11:00Z ", "2026-03-01T11:00:00.0000000")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000")]
    [InlineData("2026-03-02T11:59:59Z", "2026-03-02T11:59:59.0000000")]
    public void Offsets_and_fractions_are_understood(string text, string utc)
    {
        var (time, note) = OcppTime.Parse(text, Arrival);

        Assert.Null(note);
        Assert.Equal(utc, time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", null));
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Fact]
    public void A_time_without_a_zone_is_UTC_with_a_note()
    {
        var (time, note) = OcppTime.Parse("2026-03-01T11:00:00.5", Arrival);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 0, 0, 500, TimeSpan.Zero), time);
        Assert.Contains("no zone", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+02:00")]
    [InlineData("0000-00-00T00:00:00Z")]
    [InlineData("9999-12-31T23:59:60-02:00")]
    [InlineData("2009-12-31T23:59:59Z")]
    [InlineData("2026-03-02T12:00:01Z")]
    [InlineData("2026-02-30T11:00:00Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T11:60:00Z")]
    [InlineData("2026-03-01T11:00:00+99:00")]
    [InlineData("2026-03-01T11:00:00+02:0")]
    [InlineData("2026-03-01T11:00:00Zebra")]
    [InlineData("2026-03-01T11:00:0")]
    [InlineData("2026-03-01")]
    [InlineData("1772362800")]
    [InlineData("soon")]
    [InlineData("")]
    public void A_time_that_makes_no_sense_becomes_the_time_of_arrival_with_a_note(string text)
    {
        var (time, note) = OcppTime.Parse(text, Arrival.ToOffset(TimeSpan.FromHours(2)));

        Assert.Equal(Arrival, time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Contains("time of arrival", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_written_in_UTC_with_milliseconds() =>
        Assert.Equal("2026-03-01T12:00:00.007Z", OcppTime.Format(new DateTimeOffset(2026, 3, 1, 14, 0, 0, 7, TimeSpan.FromHours(2))));
}
