using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck.Fluent;

namespace EvOps.Tests.Sessions;

/// <summary>What a meter can say that is not so, each with its reason and what it probably was.</summary>
public sealed class MeterChecksTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(12_000_000, 4_500, null, 4_500L, "the charger seems to count each session from zero")]
    [InlineData(12_000_000, 700, 12_003_000, 3_700L, "the register was set back after 12,003.000 kWh")]
    [InlineData(4_676_102, 4_675_968, null, null, "is below the first (4,676.102 kWh): the meter ran backwards.")]
    [InlineData(12_000_000, 11_999_000, 12_003_000, 3_000L, "is below the first (12,000.000 kWh): the meter ran backwards.")]
    [InlineData(1_000, 3_000, 4_000, 3_000L, "is below an earlier one (4.000 kWh)")]
    [InlineData(1_000, -5, 4_000, 3_000L, "is negative")]
    [InlineData(-1, 5, null, null, "The first reading is negative")]
    [InlineData(0, 200_000_000, null, null, "more than one session can take")]
    public void A_register_that_cannot_be_is_held_with_what_it_probably_was(long start, int stop, int? last, long? proposed, string reason) =>
        Held(MeterRules.EnergyOf(start, stop, new MeterTrail(last, null, null, null), default), proposed, reason);

    [Fact]
    public void What_a_register_shows_that_ran_backwards_is_never_proposed_where_the_plug_or_its_power_say_otherwise()
    {
        Held(MeterRules.EnergyOf(20_000, 15_000, default, new PlugLimits(22_000, TimeSpan.FromMinutes(30))), null, "the meter ran backwards");
        Held(MeterRules.EnergyOf(120_000, 90_000, Powered(7_000), new PlugLimits(150_000, TimeSpan.FromHours(1))), null, "the meter ran backwards");
        Held(MeterRules.EnergyOf(120_000, 7_100, Powered(7_000), new PlugLimits(150_000, TimeSpan.FromHours(1))), 7_100, "the charger seems to count each session from zero");
    }

    [Fact]
    public void More_than_the_plug_can_give_is_held() =>
        Held(MeterRules.EnergyOf(0, 50_000, default, new PlugLimits(22_000, TimeSpan.FromMinutes(30))), 50_000, "more than the plug can have given in that time (14.200 kWh)");

    [Theory]
    [InlineData(22_000, 60, 22_000)]
    [InlineData(22_000, 60, 27_000)]
    [InlineData(11_000, 0, 11_345)]
    [InlineData(0, 1, 90_000)]
    public void What_the_plug_can_give_is_billed(int maxPowerW, int minutes, int energyWh) =>
        Assert.Equal(new EnergyVerdict(energyWh, null), MeterRules.EnergyOf(1000, 1000 + energyWh, default, new PlugLimits(maxPowerW, TimeSpan.FromMinutes(minutes))));

    [Fact]
    public void A_register_that_stands_still_while_power_flows_is_held() =>
        Held(MeterRules.EnergyOf(5_000, 5_000, Powered(7_000), Hour), null, "The register stood still at 5.000 kWh while the power told makes 7.000 kWh or more.");

    [Fact]
    public void Kilowatt_hours_called_watt_hours_are_held() =>
        Held(MeterRules.EnergyOf(5_000, 5_007, Powered(7_000), Hour), 7_000, "it may count in kWh");

    [Fact]
    public void Watt_hours_called_kilowatt_hours_are_held() =>
        Held(MeterRules.EnergyOf(0, 7_000_000, Powered(7_000), Hour), 7_000, "it may count in Wh and call them kWh");

    [Fact]
    public void A_car_that_took_nothing_is_no_fault_of_the_meter() =>
        Assert.Equal(new EnergyVerdict(0, null), MeterRules.EnergyOf(5_000, 5_000, Powered(0), Hour));

    [Fact]
    public void Idle_begins_with_the_first_reading_that_shows_it()
    {
        var watch = default(IdleWatch).With(At(0), 0, 7_000).With(At(30), 3_500, 7_000).With(At(60), 7_000, 0).With(At(75), 7_000, 0).With(At(90), 7_000, 0);
        Assert.Equal(At(75), watch.IdleSince);
        Assert.Equal(At(75), watch.EndOfCharging(At(120), 7_000));
        Assert.Equal(At(120), watch.EndOfCharging(At(120), 9_000));
        Assert.Null(watch.With(At(100), 8_000, 6_000).IdleSince);
    }

    [Fact]
    public void A_cabin_that_is_warmed_is_idle_and_a_charger_without_power_readings_shows_it_by_its_register()
    {
        Assert.Equal(At(15), default(IdleWatch).With(At(0), 0, null).With(At(15), 25, null).With(At(30), 50, null).IdleSince);
        Assert.Null(default(IdleWatch).With(At(0), 0, null).With(At(15), 1_000, null).IdleSince);
        Assert.Equal(At(60), default(IdleWatch).EndOfCharging(At(60), 5_000));
    }

    [Fact]
    public void A_reading_from_before_the_last_changes_nothing()
    {
        var watch = default(IdleWatch).With(At(0), 0, 7_000).With(At(30), 3_500, 0).With(At(45), 3_500, 0);
        Assert.Equal(watch, watch.With(At(20), 9_000, 9_000));
    }

    [Fact]
    public void The_few_readings_that_are_kept_price_a_session_as_all_of_them_do() =>
        Always.HoldsFor(
            Gen.Choose(0, 40).ListOf(120),
            steps =>
            {
                var terms = new TariffTerms { Currency = "EUR", PerKwh = 0.4m, Periods = [new("noon", [], new(11, 30), new(12, 10), 0.7m), new("late", [DayOfWeek.Monday], new(22, 0), new(3, 0), 0.2m)] };
                var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
                var keeper = new CourseKeeper(terms, zone, Start);
                List<CoursePoint> all = [];
                var (at, taken) = (Start, 0L);
                foreach (var step in steps)
                {
                    (at, taken) = (at.AddMinutes(step / 2), taken + (step * 100));
                    all.Add(new(at, taken));
                    keeper.Add(new(at, taken));
                }

                var end = at.AddMinutes(7);
                Assert.Equal(
                    Rating.Of(terms, new(Start, end, end, taken + 50, all), zone).Lines,
                    Rating.Of(terms, new(Start, end, end, taken + 50, keeper.Points), zone).Lines);
                Assert.True(keeper.Points.Count <= 60, $"{keeper.Points.Count} were kept");
            });

    private static readonly PlugLimits Hour = new(0, TimeSpan.FromHours(1));

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    // Told each ten minutes for an hour.
    private static MeterTrail Powered(int watts) =>
        new MeterTrail(null, null, null, null, Enumerable.Range(0, 13).Aggregate(default(PowerTrail), (trail, i) => trail.With(watts, At(i * 5))));

    private static void Held(EnergyVerdict verdict, long? proposed, string reason)
    {
        Assert.Null(verdict.EnergyWh);
        Assert.Equal(proposed, verdict.ProposedWh);
        Assert.Contains(reason, verdict.ReviewReason, StringComparison.Ordinal);
    }
}
