using EvOps.Domain.Common;
using EvOps.Tests.Support;
using FsCheck.Fluent;

namespace EvOps.Tests.Common;

public sealed class MoneyAndEnergyPropertyTests
{
    [Fact]
    public void Sums_and_differences_of_money_are_exact_or_refused_and_never_wrap() =>
        Always.HoldsFor(from a in Some.Number() from b in Some.Number() from currency in Some.Currency() select (a, b, currency), pair =>
        {
            var (a, b) = (new Money(pair.a, pair.currency), new Money(pair.b, pair.currency));
            IsExactOrRefused((Int128)pair.a + pair.b, () => (a + b).MinorUnits);
            IsExactOrRefused((Int128)pair.a - pair.b, () => (a - b).MinorUnits);
        });

    [Fact]
    public void Amounts_of_money_round_to_the_nearest_minor_unit_and_halves_away_from_zero() =>
        Always.HoldsFor(from units in Some.UpTo(1_000_000_000_000_000) from eighths in Gen.Choose(0, 7) from sign in Gen.Elements(-1m, 1m) from currency in Some.Currency() select (units, eighths, sign, currency), some =>
        {
            var unit = 1m / (decimal)Math.Pow(10, Money.DecimalsOf(some.currency));
            var amount = some.sign * (some.units + some.eighths / 8m) * unit;

            var off = Money.FromAmount(amount, some.currency).Amount - amount;

            Assert.True(Math.Abs(off) <= unit / 2, $"{amount} is off by {off}");
            if (Math.Abs(off) == unit / 2) Assert.Equal(Math.Sign(amount), Math.Sign(off));
        });

    [Fact]
    public void Money_comes_back_from_its_own_amount_and_its_own_words() =>
        Always.HoldsFor(from units in Some.Number() from currency in Some.Currency() select new Money(units, currency), money =>
        {
            Assert.Equal(money, Money.FromAmount(money.Amount, money.Currency));
            var words = money.ToString().Split(' ');
            Assert.Equal(money, Money.FromAmount(decimal.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), words[0]));
        });

    [Fact]
    public void Money_is_ordered_as_its_amounts_are() =>
        Always.HoldsFor(from a in Some.Number() from b in Some.Number() from currency in Some.Currency() select (new Money(a, currency), new Money(b, currency)), pair =>
        {
            var (a, b) = pair;
            Assert.Equal(a.Amount < b.Amount, a < b);
            Assert.Equal(a.Amount > b.Amount, a > b);
            Assert.Equal(a.Amount <= b.Amount, a <= b);
            Assert.Equal(a.Amount >= b.Amount, a >= b);
        });

    [Fact]
    public void Currencies_never_mix()
    {
        var (euro, yen) = (new Money(1, "EUR"), new Money(1, "JPY"));

        Assert.Throws<InvalidOperationException>(() => euro + yen);
        Assert.Throws<InvalidOperationException>(() => euro - yen);
        Assert.Throws<InvalidOperationException>(() => euro < yen);
    }

    [Fact]
    public void Energy_is_never_negative_and_its_sum_exact_or_refused() =>
        Always.HoldsFor(from a in Some.Number() from b in Some.Number() select (a, b), pair =>
        {
            if (pair.a < 0 || pair.b < 0)
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => new Energy(Math.Min(pair.a, pair.b)));
                return;
            }

            var (a, b) = (new Energy(pair.a), new Energy(pair.b));
            IsExactOrRefused((Int128)pair.a + pair.b, () => (a + b).WattHours);
            Assert.Equal(pair.a, a.KilowattHours * 1000);
            Assert.Equal(pair.a < pair.b, a < b);
        });

    private static void IsExactOrRefused(Int128 exact, Func<long> computed)
    {
        if (exact < long.MinValue || exact > long.MaxValue) Assert.Throws<OverflowException>(() => _ = computed());
        else Assert.Equal(exact, computed());
    }
}
