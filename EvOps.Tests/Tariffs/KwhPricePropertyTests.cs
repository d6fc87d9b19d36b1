using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Tariffs;

public sealed class KwhPricePropertyTests
{
    [Fact]
    public void A_cost_is_price_times_energy_rounded_once_half_a_minor_unit_up() =>
        Always.HoldsFor(from price in Prices() from energy in Energies() select (price, energy), some =>
        {
            // Computed the long way, in integers: Wh × price / (1000 × 10,000), in minor units.
            var scale = (Int128)Math.Pow(10, Money.DecimalsOf(some.price.Currency));
            var exact = (Int128)some.energy.WattHours * some.price.TenThousandths * scale;

            Assert.Equal((exact + 5_000_000) / 10_000_000, some.price.CostOf(some.energy).MinorUnits);
        });

    [Fact]
    public void More_energy_or_a_higher_price_never_costs_less() =>
        Always.HoldsFor(from price in Prices() from a in Energies() from b in Energies() from rise in Some.UpTo(1_000_000) select (price, a, b, rise), some =>
        {
            var (less, more) = some.a < some.b ? (some.a, some.b) : (some.b, some.a);
            var dearer = new KwhPrice(Math.Min(MostPrice, some.price.TenThousandths + some.rise), some.price.Currency);

            Assert.True(some.price.CostOf(less) <= some.price.CostOf(more));
            Assert.True(some.price.CostOf(more) <= dearer.CostOf(more));
            Assert.True(some.price.CostOf(less) >= Money.Zero(some.price.Currency));
        });

    [Fact]
    public void Parts_billed_one_by_one_differ_from_the_whole_by_rounding_alone() =>
        Always.HoldsFor(from price in Prices() from parts in Gen.NonEmptyListOf(Some.UpTo(1_000_000)) select (price, parts), some =>
        {
            var whole = some.price.CostOf(new Energy(some.parts.Sum())).MinorUnits;
            var oneByOne = some.parts.Sum(part => some.price.CostOf(new Energy(part)).MinorUnits);

            Assert.True(2 * Math.Abs(whole - oneByOne) <= some.parts.Count + 1, $"{oneByOne} in {some.parts.Count} parts, {whole} as a whole");
        });

    [Fact]
    public void The_bill_does_not_depend_on_how_many_readings_came_between() =>
        Always.HoldsFor(from price in Prices() from start in Some.UpTo(1_000_000_000) from steps in Gen.NonEmptyListOf(Some.UpTo(10_000)) select (price, start, steps), some =>
        {
            var stop = some.start + some.steps.Sum();
            var registers = some.steps.Aggregate(new List<long> { some.start }, (all, step) => [.. all, all[^1] + step]);

            foreach (var last in registers)
            {
                var verdict = MeterRules.EnergyOf(some.start, stop, new MeterTrail(last, null, null, null), default);
                Assert.Equal(new EnergyVerdict(stop - some.start, null), verdict);
            }
        });

    [Fact]
    public void A_price_comes_back_from_its_own_amount() =>
        Always.HoldsFor(Prices(), price => Assert.Equal(price, KwhPrice.FromAmount(price.Amount, price.Currency)));

    [Fact]
    public void No_price_is_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => new KwhPrice(-1, "EUR"));

    /// <summary>The dearest a station may be: a million a kilowatt-hour.</summary>
    private const long MostPrice = 1_000_000L * 10_000;

    private static Gen<KwhPrice> Prices() => from price in Some.UpTo(MostPrice) from currency in Some.Currency() select new KwhPrice(price, currency);

    private static Gen<Energy> Energies() => Some.UpTo(MeterRules.MostOfOneSessionWh).Select(wh => new Energy(wh));
}
