using EvOps.Domain.Bookings;
using EvOps.Infrastructure.Bookings;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>Who books and does not come.</summary>
public sealed class NoShowTests
{
    private static Task MarkAsync(ChargingHouse house) => house.Host.Get<MarkNoShows>().RunAsync(default);

    [Fact]
    public async Task Who_does_not_come_loses_the_plug_after_the_grace_and_is_told_once_however_often_it_is_looked_for()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5", "Bookings:NoShowGraceMinutes=3", "Bookings:NoShowRefundPercent=20", "Jobs:Refunds:IntervalSeconds=86400");
        await using var charger = await house.ChargerAsync();
        var id = await house.BookedAsync(1);
        await house.Host.Get<ReserveAtChargers>().RunAsync(default);

        house.Clock.Advance(TimeSpan.FromSeconds(239));
        await MarkAsync(house);
        Assert.Equal("CONFIRMED", await house.StatusAsync(id));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MarkAsync(house)));
        await MarkAsync(house);

        var booking = await house.BookingAsync(id);
        Assert.Equal(("NO_SHOW", 0.5m, "AVAILABLE"), (booking.Text("status"), booking.Amount("refundDue"), await house.PlugStatusAsync()));
        var told = (await house.ToldAsync()).Select(n => n.Text("message")!).ToList();
        Assert.Single(told, words => words.Contains("has lapsed, because you did not start in time", StringComparison.Ordinal));
        await charger.HearsAsync("CancelReservation");
        Assert.True((await house.StartAsync("WALK-IN")).Success);
        Assert.Equal("booking_missed", (await house.CancelAsync(id)).Code);
        Assert.Equal(-250, await house.BalanceAsync());
    }

    [Fact]
    public async Task Who_has_come_in_time_is_no_no_show()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:NoShowGraceMinutes=3");
        await using var charger = await house.ChargerAsync();
        var id = await house.BookedAsync(1);
        await charger.StartAsync();

        house.Clock.Advance(TimeSpan.FromMinutes(5));
        await MarkAsync(house);

        Assert.Equal("ACTIVE", await house.StatusAsync(id));
    }

    [Fact]
    public async Task Who_could_not_charge_because_the_plug_was_taken_gets_everything_back()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5", "Bookings:NoShowGraceMinutes=3");
        await using var charger = await house.ChargerAsync();
        await house.OtherDriverAsync(tag: "TAG-2");
        await charger.StartAsync("TAG-2");
        var id = await house.BookedAsync(1);

        house.Clock.Advance(TimeSpan.FromMinutes(4));
        await MarkAsync(house);

        var booking = await house.BookingAsync(id);
        Assert.Equal(("NO_SHOW", 2.5m, "another car was still charging there"), (booking.Text("status"), booking.Amount("refundDue"), booking.Text("reason")));
        await house.AssertToldAsync("another car was still charging there. The connector is free for others. You get EUR 2.50 back.");
    }

    [Fact]
    public async Task A_charger_that_its_vendor_runs_needs_no_socket_to_be_there()
    {
        await using var house = await ChargingHouse.OpenAsync([.. VendorTalk.Settings, "Bookings:Fee=2.5", "Bookings:NoShowGraceMinutes=3"]);
        await house.Host.TellAsync("connector-status", new { stationId = house.Station.Id, connectorId = 1, status = "AVAILABLE" });
        await house.Host.UntilWorkedOffAsync();
        var id = await house.BookedAsync(4);

        house.Clock.Advance(TimeSpan.FromMinutes(8));
        await MarkAsync(house);

        var booking = await house.BookingAsync(id);
        Assert.Equal(("NO_SHOW", 0m, null), (booking.Text("status"), booking.Amount("refundDue"), booking.Text("reason")));
    }

    [Fact]
    public async Task Right_after_a_start_nobody_is_excused_because_his_charger_has_not_come_back_yet()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5", "Bookings:NoShowGraceMinutes=3");
        var (met, alone) = (await house.BookedAsync(1), await house.BookedAsync(1, connector: 2));
        await house.Host.AddChargePointAsync(house.Station, "CP-2");
        await house.Host.StopAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(20));
        await house.Host.StartAgainAsync();

        await MarkAsync(house);
        Assert.Equal(("CONFIRMED", "CONFIRMED"), (await house.StatusAsync(met), await house.StatusAsync(alone)));

        await using (var charger = await house.ChargerAsync())
        {
            await charger.ReportAsync("Faulted", 2, "GroundFailure");
            await MarkAsync(house);
        }

        Assert.Equal(("NO_SHOW", 0m), ((await house.BookingAsync(met)).Text("status"), (await house.BookingAsync(met)).Amount("refundDue")));
        Assert.Equal("the connector was out of order", (await house.BookingAsync(alone)).Text("reason"));
    }

    [Fact]
    public async Task A_charger_that_does_not_come_back_excuses_its_driver_in_the_end()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:Fee=2.5", "Bookings:NoShowGraceMinutes=3");
        var id = await house.BookedAsync(1);

        house.Clock.Advance(TimeSpan.FromSeconds(299));
        await MarkAsync(house);
        Assert.Equal("CONFIRMED", await house.StatusAsync(id));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await MarkAsync(house);
        var booking = await house.BookingAsync(id);
        Assert.Equal(("NO_SHOW", 2.5m, "the charger could not be reached"), (booking.Text("status"), booking.Amount("refundDue"), booking.Text("reason")));
    }

    [Fact]
    public async Task A_booking_that_cannot_be_marked_keeps_no_other_from_being_marked()
    {
        await using var house = await ChargingHouse.OpenAsync("Bookings:NoShowGraceMinutes=3", "Jobs:NoShow:IntervalSeconds=86400");
        await using var charger = await house.ChargerAsync();
        var (odd, next) = (await house.BookedAsync(1), await house.BookedAsync(2, connector: 2));
        // More went back than was ever paid: what it owes cannot be asked for.
        await using (var db = house.Host.OpenDb())
            await db.Bookings.Where(b => b.Id == odd).ExecuteUpdateAsync(set => set.SetProperty(b => b.RefundedMinorUnits, -100));

        house.Clock.Advance(TimeSpan.FromMinutes(6));
        await MarkAsync(house);

        Assert.Equal(("CONFIRMED", "NO_SHOW"), (await house.StatusAsync(odd), await house.StatusAsync(next)));
    }

    [Theory]
    [InlineData(100, 0, 100, 100)]
    [InlineData(100, 59, 100, 0)]
    [InlineData(333, 59, 50, 167)]
    [InlineData(0, 0, 100, 0)]
    public void What_is_given_back_of_a_late_cancellation_is_rounded_to_the_minor_unit(long paid, int minutesLate, int keptPercent, long refund)
    {
        var policy = new BookingPolicy(TimeSpan.FromMinutes(60), keptPercent, 0, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5));
        var start = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(refund, policy.RefundAtCancel(paid, start, start.AddMinutes(minutesLate - 60)));
    }
}
