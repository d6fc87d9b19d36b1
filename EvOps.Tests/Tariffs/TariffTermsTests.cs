using EvOps.Domain.Tariffs;

namespace EvOps.Tests.Tariffs;

/// <summary>What a tariff may say, and how it is followed by another version of itself.</summary>
public sealed class TariffTermsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly TariffTerms Plain = new() { Currency = "EUR", PerKwh = 0.49m };

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_by_field()
    {
        var wrong = new TariffTerms
        {
            Currency = "euro",
            PerKwh = -1,
            PerMinute = 1_000_001,
            PerIdleMinute = 0.00001m,
            StartFee = -1,
            Minimum = -1,
            IdleGraceMinutes = 1441,
            VatPercent = 101,
            Periods = [new(" ", [(DayOfWeek)7], new(0, 0, 1), new(0, 0, 2)), new("ok", [], new(0, 0), new(0, 0), -1, -1, -1), null!],
        };

        Assert.Equal(
            [
                "currency", "idleGraceMinutes", "minimum", "perIdleMinute", "perKwh", "perMinute", "periods[0].days", "periods[0].from", "periods[0].name", "periods[0].perKwh",
                "periods[0].to", "periods[1].perIdleMinute", "periods[1].perKwh", "periods[1].perMinute", "periods[2]", "startFee", "vatPercent",
            ],
            wrong.Faults()!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Four_digits_a_whole_day_and_a_price_of_nothing_are_fine() =>
        Assert.Null((Plain with { PerKwh = 0, PerMinute = 0.0001m, VatPercent = 5.5m, IdleGraceMinutes = 1440, Periods = [new("day", [], new(0, 0), new(0, 0), PerMinute: 0)] }).Faults());

    [Fact]
    public void There_are_at_most_24_periods()
    {
        var many = Plain with { Periods = [.. Enumerable.Range(0, 25).Select(_ => new TariffPeriod("p", [], new(0, 0), new(1, 0), 1))] };

        Assert.Equal("A tariff has at most 24 periods.", many.Faults()!.Errors!["periods"][0]);
        Assert.Null((many with { Periods = [.. many.Periods.Skip(1)] }).Faults());
    }

    [Fact]
    public void A_version_follows_another_and_keeps_the_currency()
    {
        var tariff = new Tariff(Guid.NewGuid(), "EUR", Now);

        Assert.Equal((1, "ann"), (tariff.Follow(Plain, "ann", Now).Value.Number, "ann"));
        Assert.Equal("A tariff keeps its currency, EUR: make another tariff for SEK.", tariff.Follow(Plain with { Currency = "SEK" }, "bob", Now).Refusal!.Message);
        Assert.Equal(["perKwh"], tariff.Follow(Plain with { PerKwh = -1 }, "bob", Now).Refusal!.Errors!.Keys);
        var second = tariff.Follow(Plain with { PerKwh = 0.5m }, "bob", Now).Value;
        Assert.Equal((2, "bob", Now, 0.5m), (second.Number, second.CreatedBy, second.CreatedAt, second.Terms.PerKwh));
        Assert.Equal(2, tariff.LatestVersion);
    }

    [Fact]
    public void Names_lose_their_blanks_and_days_stand_in_the_order_of_the_week()
    {
        var kept = new Tariff(Guid.NewGuid(), "EUR", Now)
            .Follow(Plain with { Periods = [new(" night ", [DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Sunday], new(22, 0), new(6, 0), 0.3m)] }, "ann", Now).Value.Terms.Periods[0];

        Assert.Equal("night", kept.Name);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Sunday], kept.Days);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\nb")]
    public void A_tariff_has_a_name(string? name) =>
        Assert.Equal("A tariff has a name of 1 to 100 characters.", new Tariff(Guid.NewGuid(), "EUR", Now).Rename(name).Refusal!.Errors!["name"][0]);

    [Fact]
    public void A_plain_price_is_the_price_at_any_time()
    {
        var flat = TariffTerms.Flat(new KwhPrice(3950, "SEK"));

        Assert.Equal(("SEK", new TariffMoment(null, new(null, 0.395m), new(null, 0), new(null, 0))), (flat.Currency, flat.At(Now.DateTime)));
    }
}
