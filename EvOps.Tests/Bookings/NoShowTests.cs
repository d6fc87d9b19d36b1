using EvOps.Domain.Bookings;
using EvOps.Infrastructure.Bookings;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

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
