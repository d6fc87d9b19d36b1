using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck.Fluent;

namespace EvOps.Tests.Tariffs;

/// <summary>Where prices change: times of day at the station, over every change of its clock.</summary>
public sealed class TariffClockTests
{
    [Fact]
    public void Slices_cover_the_time_without_gap_or_overlap_and_each_has_one_price() =>
        Always.HoldsFor(from terms in SomeTariff.Terms() from start in SomeTariff.Start() from seconds in Gen.Choose(1, 200_000) select (terms, start, seconds), some =>
        {
            var (terms, (zone, from)) = (some.terms, some.start);
            var to = from.AddSeconds(some.seconds);
            var at = from;
            foreach (var slice in new TariffClock(terms, zone).Slices(from, to))
            {
                Assert.Equal(at, slice.From);
                Assert.True(slice.To > slice.From);
                foreach (var moment in Moments(slice)) Assert.Equal(slice.Prices, terms.At(TimeZoneInfo.ConvertTime(moment, zone).DateTime));
                at = slice.To;
            }

            Assert.Equal(to, at);
        });

    [Theory]
    [InlineData("2026-06-19T21:59", null)]
    [InlineData("2026-06-19T22:00", "weekend night")]
    [InlineData("2026-06-20T05:59", "weekend night")]
    [InlineData("2026-06-20T06:00", null)]
    [InlineData("2026-06-21T05:59", "weekend night")]
    [InlineData("2026-06-19T01:00", null)]
    public void A_period_over_midnight_belongs_to_the_day_it_begins_on(string local, string? period) =>
        Assert.Equal(period, Period(local, new TariffPeriod("weekend night", [DayOfWeek.Friday, DayOfWeek.Saturday], new(22, 0), new(6, 0), 0.3m)));

    [Theory]
    [InlineData("2026-06-19T05:59", null)]
    [InlineData("2026-06-19T06:00", "Friday")]
    [InlineData("2026-06-20T05:59", "Friday")]
    [InlineData("2026-06-20T06:00", null)]
    public void A_period_that_ends_when_it_begins_is_a_whole_day(string local, string? period) =>
        Assert.Equal(period, Period(local, new TariffPeriod("Friday", [DayOfWeek.Friday], new(6, 0), new(6, 0), 0.3m)));

    [Theory]
    [InlineData("2026-06-19T17:59", null)]
    [InlineData("2026-06-19T18:00", "evening")]
    [InlineData("2026-06-19T23:59:59", "evening")]
    [InlineData("2026-06-20T00:00", null)]
    public void Midnight_may_be_an_end(string local, string? period) => Assert.Equal(period, Period(local, new TariffPeriod("evening", [], new(18, 0), new(0, 0), 0.3m)));

    [Fact]
    public void The_first_period_that_fits_counts() =>
        Assert.Equal("a", Period("2026-06-19T12:00", new("a", [], new(10, 0), new(14, 0), 1), new("b", [], new(8, 0), new(20, 0), 2)));

    [Fact]
    public void Without_periods_prices_never_change() =>
        Assert.Null(new TariffClock(TermsWith(), TimeZoneInfo.Utc).NextChange(DateTimeOffset.UnixEpoch));

    // Its first and last second, and a few between.
    private static IEnumerable<DateTimeOffset> Moments(TariffSlice slice)
    {
        var last = slice.To.AddSeconds(-1);
        return [slice.From, .. Enumerable.Range(1, 8).Select(part => slice.From + ((last - slice.From) / 9 * part)), last];
    }

    private static string? Period(string local, params TariffPeriod[] periods) =>
        TermsWith(periods).At(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture)).Period;

    private static TariffTerms TermsWith(params TariffPeriod[] periods) => new() { Currency = "EUR", PerKwh = 0.5m, Periods = periods };
}
