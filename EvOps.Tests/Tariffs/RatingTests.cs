using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;

namespace EvOps.Tests.Tariffs;

/// <summary>What sessions cost, line by line.</summary>
public sealed class RatingTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly TariffTerms Plain = new() { Currency = "EUR", PerKwh = 0.49m, VatPercent = 19 };

    private static readonly TariffTerms Full = Plain with
    {
        PerMinute = 0.05m,
        PerIdleMinute = 0.10m,
        IdleGraceMinutes = 15,
        StartFee = 1,
        Periods = [new("evening", [], new(18, 0), new(22, 0), PerKwh: 0.59m, PerMinute: 0.08m)],
    };

    [Fact]
    public void Energy_alone_is_one_line_rounded_once() =>
        Is(Session(Plain, "12:00", wh: 11_345, minutes: 40), "Energy 11345 × 0.49 = 556 | 5.56, VAT 0.89, net 4.67");

    [Fact]
    public void Every_kind_of_line_stands_by_itself() =>
        Is(
            Session(Full, "12:00", wh: 30_000, minutes: 40, idle: 20),
            "Start 1 × 1 = 100, Energy 30000 × 0.49 = 1470, Time 2400 × 0.05 = 200, Idle 300 × 0.10 = 50 | 18.20, VAT 2.91, net 15.29");

    [Fact]
    public void Where_a_period_begins_energy_and_time_are_cut() =>
        Is(
            Session(Full, "17:30", wh: 30_000, minutes: 90),
            "Start 1 × 1 = 100, Energy 10000 × 0.49 = 490, Energy evening 20000 × 0.59 = 1180, "
            + "Time 1800 × 0.05 = 150, Time evening 3600 × 0.08 = 480 | 24.00, VAT 3.83, net 20.17");

    [Fact]
    public void What_a_period_says_nothing_of_stays_one_line()
    {
        var idleAtNight = Full with { Periods = [new("night", [], new(12, 20), new(6, 0), PerIdleMinute: 0.20m)] };

        Is(
            Session(idleAtNight, "12:00", wh: 30_001, minutes: 40, idle: 25),
            "Start 1 × 1 = 100, Energy 30001 × 0.49 = 1470, Time 2400 × 0.05 = 200, Idle night 600 × 0.20 = 200 | 19.70, VAT 3.15, net 16.55");
    }

    [Fact]
    public void A_price_given_for_one_session_is_one_line_at_any_time_of_day() =>
        Is(
            Session(Full.WithPerKwh(0.3333m) with { PerMinute = 0, StartFee = 0, Periods = [.. Full.WithPerKwh(1).Periods.Select(p => p with { PerMinute = null })] }, "17:30", wh: 30_001, minutes: 90),
            "Energy 30001 × 0.3333 = 1000 | 10.00, VAT 1.60, net 8.40");

    [Fact]
    public void The_readings_say_when_the_energy_came()
    {
        var early = Session(Full, "17:00", wh: 30_000, minutes: 120, points: [(30, 25_000), (60, 29_000)]);

        Assert.Equal([29_000, 1_000], early.Lines.Where(l => l.Kind == BillLineKind.Energy).Select(l => l.Quantity));
    }

    [Fact]
    public void Readings_that_cannot_be_are_left_aside()
    {
        var odd = Session(Full, "17:00", wh: 30_000, minutes: 120, points: [(-5, 9), (30, 10_000), (40, 5_000), (50, 31_000), (60, 20_000), (121, 1)]);

        Assert.Equal([20_000, 10_000], odd.Lines.Where(l => l.Kind == BillLineKind.Energy).Select(l => l.Quantity));
    }

    [Fact]
    public void Nothing_taken_costs_nothing() => Is(Session(Full with { Minimum = 5 }, "12:00", wh: 0, minutes: 90, idle: 90), " | 0.00, VAT 0.00, net 0.00");

    [Fact]
    public void A_session_that_began_and_ended_in_one_second_pays_for_its_energy_at_that_moment_s_price() =>
        Is(Session(Full with { StartFee = 0 }, "18:00", wh: 100, minutes: 0), "Energy evening 100 × 0.59 = 6 | 0.06, VAT 0.01, net 0.05");

    [Theory]
    [InlineData(10_000, "Energy 10000 × 0.49 = 490, Minimum 1 × 5 = 10 | 5.00, VAT 0.80, net 4.20")]
    [InlineData(10_204, "Energy 10204 × 0.49 = 500 | 5.00, VAT 0.80, net 4.20")]
    [InlineData(11_000, "Energy 11000 × 0.49 = 539 | 5.39, VAT 0.86, net 4.53")]
    public void The_minimum_fills_up_what_is_missing(int wh, string bill) => Is(Session(Plain with { Minimum = 5 }, "12:00", wh, minutes: 40), bill);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 60)]
    [InlineData(75, 3600)]
    public void Idle_is_paid_for_after_the_grace(int idle, int seconds) =>
        Assert.Equal(seconds, Session(Full, "12:00", wh: 30_000, minutes: 40, idle: idle).Lines.Where(l => l.Kind == BillLineKind.Idle).Sum(l => l.Quantity));

    [Fact]
    public void Idle_has_the_price_of_the_time_it_fell_into()
    {
        var dearAtEight = Full with { Periods = [new("evening", [], new(20, 0), new(22, 0), PerIdleMinute: 1)] };

        Is(
            Session(dearAtEight with { StartFee = 0, PerMinute = 0 }, "19:00", wh: 1_000, minutes: 40, idle: 30),
            "Energy 1000 × 0.49 = 49, Idle 300 × 0.10 = 50, Idle evening 600 × 1 = 1000 | 10.99, VAT 1.75, net 9.24");
    }

    [Fact]
    public void Half_a_cent_is_rounded_up_in_each_line() =>
        Is(
            Session(new() { Currency = "EUR", PerKwh = 0.5m, PerMinute = 0.005m }, "12:00", wh: 10, minutes: 1),
            "Energy 10 × 0.5 = 1, Time 60 × 0.005 = 1 | 0.02, VAT 0.00, net 0.02");

    [Theory]
    [InlineData("JPY", "55.5", "Energy 30001 × 55.5 = 1665 | 1665, VAT 266, net 1399")]
    [InlineData("KWD", "0.0305", "Energy 30001 × 0.0305 = 915 | 0.915, VAT 0.146, net 0.769")]
    public void Currencies_have_their_own_digits(string currency, string price, string bill) =>
        Is(Session(Plain with { Currency = currency, PerKwh = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) }, "12:00", wh: 30_001, minutes: 40), bill);

    [Fact]
    public void A_waived_bill_keeps_its_lines_and_costs_nothing()
    {
        var waived = Session(Plain, "12:00", wh: 10_000, minutes: 40).Waived();

        Is(waived, "Energy 10000 × 0.49 = 490, Waived 1 × -4.9 = -490 | 0.00, VAT 0.00, net 0.00");
        Assert.Same(waived, waived.Waived());
    }

    [Fact]
    public void Parts_of_a_second_are_left_out()
    {
        var start = At("12:00").AddMilliseconds(700);

        Is(
            Rating.Of(Full with { StartFee = 0 }, new(start, start.AddSeconds(60.6), start.AddMinutes(17), 1_000, []), Berlin),
            "Energy 1000 × 0.49 = 49, Time 61 × 0.05 = 5, Idle 59 × 0.10 = 10 | 0.64, VAT 0.10, net 0.54");
    }

    [Fact]
    public void The_hour_that_comes_twice_is_paid_for_twice_and_the_one_left_out_not_at_all()
    {
        var night = new TariffTerms { Currency = "EUR", PerKwh = 0, PerMinute = 0.10m, Periods = [new("night", [], new(2, 0), new(3, 0), PerMinute: 0.01m)] };

        Is(Course(night, "2026-10-25T00:30+02:00", "2026-10-25T04:00+01:00"), "Energy 1000 × 0 = 0, Time 9000 × 0.10 = 1500, Time night 7200 × 0.01 = 120 | 16.20, VAT 0.00, net 16.20");
        Is(Course(night, "2026-03-29T00:30+01:00", "2026-03-29T04:00+02:00"), "Energy 1000 × 0 = 0, Time 9000 × 0.10 = 1500 | 15.00, VAT 0.00, net 15.00");
    }

    [Fact]
    public void A_preview_is_the_bill_of_energy_that_flows_evenly() =>
        Assert.Equal(
            Words(Session(Full, "17:30", wh: 30_000, minutes: 90, idle: 40)),
            Words(Rating.Preview(Full, Berlin, At("17:30"), 30_000, chargingMinutes: 90, idleMinutes: 40)));

    // A Wednesday.
    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-06-17T{time}+02:00", System.Globalization.CultureInfo.InvariantCulture);

    private static Bill Session(TariffTerms terms, string time, long wh, int minutes, int idle = 0, (int Minute, long Wh)[]? points = null)
    {
        var start = At(time);
        var until = start.AddMinutes(minutes);
        return Rating.Of(terms, new(start, until, until.AddMinutes(idle), wh, [.. (points ?? []).Select(p => new CoursePoint(start.AddMinutes(p.Minute), p.Wh))]), Berlin);
    }

    private static Bill Course(TariffTerms terms, string from, string to)
    {
        var (start, end) = (DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(to, System.Globalization.CultureInfo.InvariantCulture));
        return Rating.Of(terms, new(start, end, end, 1_000, []), Berlin);
    }

    private static void Is(Bill bill, string words) => Assert.Equal(words, Words(bill));

    private static string Words(Bill bill) =>
        string.Join(", ", bill.Lines.Select(l => FormattableString.Invariant($"{l.Kind}{(l.Period is null ? "" : $" {l.Period}")} {l.Quantity} × {l.UnitPrice} = {l.MinorUnits}")))
        + $" | {Amount(bill.Total)}, VAT {Amount(bill.Vat)}, net {Amount(bill.Net)}";

    private static string Amount(Money money) => money.ToString()[4..];
}
