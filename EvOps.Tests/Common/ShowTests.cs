using EvOps.Domain.Common;
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
    [InlineData(72 * 60, "1 h 12 min")]
    [InlineData(76 * 3600, "3 d 4 h")]
    public void Elapsed_time_has_two_units_at_most(int seconds, string expected) =>
        Assert.Equal(expected, Plain(Show.Elapsed(TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void What_is_not_there_is_null_and_never_a_zero()
    {
        Assert.Null(Show.Energy(null));
        Assert.Null(Show.Power(null));
        Assert.Null(Show.Percent(null));
        Assert.Null(Show.Money(null, "EUR"));
    }

    private static string? Plain(string? shown) => shown?.Replace('\u00a0', ' ');
}
