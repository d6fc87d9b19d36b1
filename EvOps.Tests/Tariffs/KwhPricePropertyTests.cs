using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Tariffs;

public sealed class KwhPricePropertyTests
{
    [Fact]
    public void The_bill_does_not_depend_on_how_many_readings_came_between() =>
        Always.HoldsFor(from start in Some.UpTo(1_000_000_000) from steps in Gen.NonEmptyListOf(Some.UpTo(10_000)) select (start, steps), some =>
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
}
