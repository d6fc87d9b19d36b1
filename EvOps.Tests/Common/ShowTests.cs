using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Web.Common;

namespace EvOps.Tests.Common;

public sealed class ShowTests
{
    [Theory]
    [InlineData(0L, "0.000 kWh")]
    [InlineData(11_345L, "11.345 kWh")]
    [InlineData(1_234_567L, "1,234.567 kWh")]
    public void Billed_energy_is_shown_to_the_watt_hour(long wattHours, string expected) => Assert.Equal(expected, Plain(Show.Energy(wattHours)));

    [Theory]
    [InlineData(11_345L, "11.3 kWh")]
    [InlineData(1_204_400L, "1,204 kWh")]
    [InlineData(12_620_000L, "12.6 MWh")]
    public void Totals_are_rounded(long wattHours, string expected) => Assert.Equal(expected, Plain(Show.EnergyTotal(wattHours)));

    [Theory]
    [InlineData(0, "0.0 kW")]
    [InlineData(42_040, "42.0 kW")]
    [InlineData(99_949, "99.9 kW")]
    [InlineData(99_950, "100 kW")]
    [InlineData(212_400, "212 kW")]
    [InlineData(12_620_000, "12.6 MW")]
    public void Power_keeps_three_digits(double watts, string expected) => Assert.Equal(expected, Plain(Show.Power(watts)));

    [Theory]
    [InlineData(454, "EUR", "€ 4.54")]
    [InlineData(123_456_789, "EUR", "€ 1,234,567.89")]
    [InlineData(4820, "SEK", "SEK 48.20")]
    [InlineData(500, "JPY", "¥ 500")]
    [InlineData(1250, "KWD", "KWD 1.250")]
    public void Money_has_its_currency_s_digits(long minorUnits, string currency, string expected) =>
        Assert.Equal(expected, Plain(Show.Money(new Money(minorUnits, currency))));

    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(35, "35 s")]
    [InlineData(12 * 60, "12 min")]
    [InlineData(60 * 60, "1 h")]
    [InlineData(72 * 60, "1 h 12 min")]
    [InlineData(76 * 3600, "3 d 4 h")]
    [InlineData(72 * 3600 + 59, "3 d")]
    public void Elapsed_time_has_two_units_at_most(int seconds, string expected) =>
        Assert.Equal(expected, Plain(Show.Elapsed(TimeSpan.FromSeconds(seconds))));

    [Theory]
    [InlineData(0, "0 m")]
    [InlineData(347, "350 m")]
    [InlineData(994, "990 m")]
    [InlineData(995, "1.0 km")]
    [InlineData(9_949, "9.9 km")]
    [InlineData(9_950, "10 km")]
    [InlineData(1_203_900, "1,204 km")]
    public void A_distance_is_as_exact_as_a_driver_needs_it(double metres, string expected) => Assert.Equal(expected, Plain(Show.Distance(metres)));

    [Theory]
    [InlineData(161, "2:41")]
    [InlineData(59.2, "1:00")]
    [InlineData(-3, "0:00")]
    public void A_countdown_ends_at_zero(double seconds, string expected) => Assert.Equal(expected, Show.Countdown(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void What_is_not_there_is_null_and_never_a_zero()
    {
        Assert.Null(Show.Distance(null));
        Assert.Null(Show.Energy(null));
        Assert.Null(Show.Power(null));
        Assert.Null(Show.Percent(null));
        Assert.Null(Show.Money(null, "EUR"));
    }

    [Theory]
    [InlineData("0.5", "EUR", "€ 0.50")]
    [InlineData("0.3955", "EUR", "€ 0.3955")]
    [InlineData("55", "JPY", "¥ 55")]
    [InlineData("55.5", "JPY", "¥ 55.50")]
    [InlineData("0.031", "KWD", "KWD 0.031")]
    [InlineData("0.0305", "KWD", "KWD 0.0305")]
    public void A_price_has_as_many_digits_as_it_needs(string amount, string currency, string expected) =>
        Assert.Equal(expected, Plain(Show.Price(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency)));

    [Fact]
    public void Terms_are_one_line()
    {
        Assert.Equal("€ 0.45 per kWh", Plain(Show.Terms(Kwh(0.45m))));
        Assert.Equal(
            "€ 0.45 per kWh + € 0.05 per min · € 1.00 to start · € 0.10 per idle min after 15 min · at least € 2.00 · night € 0.29 per kWh, € 0.00 per idle min",
            Plain(Show.Terms(Kwh(0.45m) with
            {
                PerMinute = 0.05m,
                StartFee = 1,
                PerIdleMinute = 0.10m,
                IdleGraceMinutes = 15,
                Minimum = 2,
                Periods = [new("night", [DayOfWeek.Monday], new(22, 0), new(6, 0), 0.29m, PerIdleMinute: 0), new("night", [DayOfWeek.Sunday], new(0, 0), new(0, 0), 0.29m, PerIdleMinute: 0)],
            })));
        Assert.Equal("€ 0.05 per min · € 0.10 per idle min", Plain(Show.Terms(Kwh(0) with { PerMinute = 0.05m, PerIdleMinute = 0.10m })));
        Assert.Equal("€ 1.00 to start", Plain(Show.Terms(Kwh(0) with { StartFee = 1 })));
        Assert.Equal("Free of charge", Plain(Show.Terms(Kwh(0))));
    }

    [Theory]
    [InlineData("2026-06-17T10:00", "€ 0.45 per kWh until 18:00")]
    [InlineData("2026-06-17T18:00", "€ 0.59 per kWh until 20:00 (peak)")]
    [InlineData("2026-06-17T19:59", "€ 0.59 per kWh until 20:00 (peak)")]
    // The next peak is on the evening of the next day; after Friday's it is Monday's.
    [InlineData("2026-06-17T20:00", "€ 0.45 per kWh until Thursday 18:00")]
    [InlineData("2026-06-19T20:00", "€ 0.45 per kWh until Monday 18:00")]
    public void The_price_of_now_says_until_when(string local, string expected)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DayOfWeek[] weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        var terms = Kwh(0.45m) with { Periods = [new("peak", weekdays, new(18, 0), new(20, 0), 0.59m)] };

        Assert.Equal(expected, Plain(Show.TermsNow(terms, zone, DateTimeOffset.Parse(local + "+02:00", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_price_that_never_changes_has_no_end()
    {
        var night = Kwh(0.45m) with { Periods = [new("night", [], new(22, 0), new(6, 0), 0.29m)] };

        Assert.Equal("€ 0.45 per kWh + € 0.05 per min", Plain(Show.TermsNow(Kwh(0.45m) with { PerMinute = 0.05m }, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch)));
        Assert.Equal("€ 0.29 per kWh until 06:00 (night)", Plain(Show.TermsNow(night, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch.AddHours(23))));
        Assert.Equal(
            "€ 0.29 per kWh (always)",
            Plain(Show.TermsNow(Kwh(0.45m) with { Periods = [new("always", [], new(6, 0), new(6, 0), 0.29m)] }, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch)));
    }

    private static TariffTerms Kwh(decimal price) => new() { Currency = "EUR", PerKwh = price };

    private static string? Plain(string? shown) => shown?.Replace('\u00a0', ' ');
}
