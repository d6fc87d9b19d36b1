using EvOps.Domain.Common;
using EvOps.Domain.Tariffs;
using EvOps.Tests.Support;
using FsCheck.Fluent;

namespace EvOps.Tests.Tariffs;

public sealed class RatingPropertyTests
{
    [Fact]
    public void A_bill_is_the_sum_of_its_lines_and_net_and_tax_are_the_bill() =>
        Always.HoldsFor(SomeTariff.Session(), some =>
        {
            var bill = some.Bill;
            Assert.Equal(bill.Lines.Sum(line => line.MinorUnits), bill.Total.MinorUnits);
            Assert.Equal(bill.Total, bill.Net + bill.Vat);

            // Of the net price, to half a minor unit.
            var exact = bill.Total.MinorUnits - (bill.Total.MinorUnits / (1 + (some.Terms.VatPercent / 100)));
            Assert.True(Math.Abs(exact - bill.Vat.MinorUnits) <= 0.5m, $"{bill.Vat} of {bill.Total} at {some.Terms.VatPercent} %");
        });

    [Fact]
    public void No_line_is_negative_and_nothing_taken_costs_nothing() =>
        Always.HoldsFor(SomeTariff.Session(), some =>
        {
            Assert.All(some.Bill.Lines, line => Assert.True(line is { MinorUnits: >= 0, Quantity: > 0, UnitPrice: >= 0 }, line.ToString()));
            Assert.Empty((some with { Course = some.Course with { EnergyWh = 0 } }).Bill.Lines);
        });

    [Fact]
    public void Each_line_is_its_quantity_times_its_price_rounded_once() =>
        Always.HoldsFor(SomeTariff.Session(), some => Assert.All(some.Bill.Lines.Where(line => line.Kind != BillLineKind.Minimum), line =>
        {
            var unit = 1m / (decimal)Math.Pow(10, Money.DecimalsOf(some.Terms.Currency));
            var per = line.Kind switch { BillLineKind.Energy => 1000m, BillLineKind.Time or BillLineKind.Idle => 60m, _ => 1m };
            Assert.True(Math.Abs((line.Quantity * line.UnitPrice / per) - (line.MinorUnits * unit)) <= unit / 2, line.ToString());
        }));

    [Fact]
    public void A_bill_reaches_the_minimum_as_soon_as_something_was_taken() =>
        Always.HoldsFor(SomeTariff.Session(), some =>
        {
            if (some.Course.EnergyWh > 0) Assert.True(some.Bill.Total >= Money.FromAmount(some.Terms.Minimum, some.Terms.Currency));
        });

    [Fact]
    public void Lines_of_energy_hold_every_watt_hour_and_lines_of_time_every_second() =>
        Always.HoldsFor(SomeTariff.Session(), some =>
        {
            var everythingHasAPrice = some.Terms with
            {
                PerKwh = 0.5m,
                PerMinute = 0.1m,
                PerIdleMinute = 0.1m,
                Periods = [.. some.Terms.Periods.Select(p => p with { PerMinute = p.PerMinute is null ? null : 0.2m, PerIdleMinute = p.PerIdleMinute is null ? null : 0.2m })],
            };
            var (course, bill) = (some.Course, (some with { Terms = everythingHasAPrice }).Bill);
            if (course.EnergyWh == 0) return;

            Assert.Equal(course.EnergyWh, Of(bill, BillLineKind.Energy));
            Assert.Equal((course.ChargedUntil - course.StartedAt).TotalSeconds, Of(bill, BillLineKind.Time));
            Assert.Equal(Math.Max(0, (course.EndedAt - course.ChargedUntil).TotalSeconds - (some.Terms.IdleGraceMinutes * 60)), Of(bill, BillLineKind.Idle));
        });

    [Fact]
    public void Without_periods_no_reading_matters_and_more_energy_never_costs_less() =>
        Always.HoldsFor(from some in SomeTariff.Session(SomeTariff.WithoutPeriods()) from more in Some.UpTo(10_000) select (some, more), given =>
        {
            var (some, more) = given;
            Assert.Equal(some.Bill.Lines, (some with { Course = some.Course with { Points = [] } }).Bill.Lines);
            Assert.True((some with { Course = some.Course with { EnergyWh = some.Course.EnergyWh + more } }).Bill.Total >= some.Bill.Total);
        });

    [Fact]
    public void With_periods_more_energy_costs_no_less_but_for_a_watt_hour_at_each_change() =>
        Always.HoldsFor(from some in SomeTariff.Session() from more in Some.UpTo(10_000) select (some, more), given =>
        {
            var (some, more) = (given.some with { Course = given.some.Course with { Points = [] } }, given.more);
            var changes = new TariffClock(some.Terms, some.Zone).Slices(some.Course.StartedAt, some.Course.ChargedUntil).Count();
            var dearest = some.Terms.Periods.Select(p => p.PerKwh ?? 0).Append(some.Terms.PerKwh).Max();
            var slack = Money.FromAmount(dearest * changes / 1000, some.Terms.Currency) + new Money(changes, some.Terms.Currency);

            Assert.True((some with { Course = some.Course with { EnergyWh = some.Course.EnergyWh + more } }).Bill.Total + slack >= some.Bill.Total);
        });

    [Fact]
    public void A_longer_stay_never_costs_less() =>
        Always.HoldsFor(from some in SomeTariff.Session() from more in Some.UpTo(100_000) select (some, more), given =>
        {
            var (some, more) = given;
            Assert.True((some with { Course = some.Course with { EndedAt = some.Course.EndedAt.AddSeconds(more) } }).Bill.Total >= some.Bill.Total);
        });

    [Fact]
    public void Charging_longer_never_costs_less_where_energy_has_one_price() =>
        Always.HoldsFor(from some in SomeTariff.Session() from more in Some.UpTo(100_000) select (some, more), given =>
        {
            var some = given.some with { Terms = given.some.Terms.WithPerKwh(given.some.Terms.PerKwh) with { PerIdleMinute = 0 } };
            some = some with { Terms = some.Terms with { Periods = [.. some.Terms.Periods.Select(p => p with { PerIdleMinute = null })] } };
            var (until, end) = (some.Course.ChargedUntil.AddSeconds(given.more), some.Course.EndedAt.AddSeconds(given.more));

            Assert.True((some with { Course = some.Course with { ChargedUntil = until, EndedAt = end } }).Bill.Total >= some.Bill.Total);
        });

    [Fact]
    public void A_reading_on_the_line_between_two_others_changes_nothing()
    {
        var steps = from count in Gen.Choose(1, 5) from seconds in Gen.Choose(1, 7200) from wh in Gen.Choose(0, 900) select (count, seconds, wh);
        Always.HoldsFor(from terms in SomeTariff.Terms() from start in SomeTariff.Start() from legs in Gen.NonEmptyListOf(steps) select (terms, start, legs), given =>
        {
            List<CoursePoint> all = [], corners = [];
            var here = new CoursePoint(given.start.At, 0);
            foreach (var (count, seconds, wh) in given.legs)
            {
                for (var i = 0; i < count; i++) all.Add(here = new(here.At.AddSeconds(seconds), here.TakenWh + wh));
                corners.Add(here);
            }

            Bill BillOf(IReadOnlyList<CoursePoint> points) => Rating.Of(given.terms, new(given.start.At, here.At, here.At, here.TakenWh, points), given.start.Zone);
            Assert.Equal(BillOf(corners).Lines, BillOf(all).Lines);
        });
    }

    private static double Of(Bill bill, BillLineKind kind) => bill.Lines.Where(line => line.Kind == kind).Sum(line => line.Quantity);
}
