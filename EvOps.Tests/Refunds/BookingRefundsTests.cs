using System.Net;
using EvOps.Domain.Bookings;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Refunds;

/// <summary>What a driver paid for a booking comes back where it is owed: once, never more than was paid, whatever breaks in between.</summary>
public sealed class BookingRefundsTests
{
    private static Task<RefundHouse> OpenAsync(params string[] settings) => RefundHouse.OpenAsync(["Bookings:Fee=2.5", "Jobs:NoShow:IntervalSeconds=86400", .. settings]);

    private static async Task AssertBackAsync(RefundHouse house, long balance, params long[] entries)
    {
        Assert.Equal(entries, await house.GivenBackAsync());
        Assert.Equal(balance, await house.BalanceAsync());
    }

    [Fact]
    public async Task A_booking_called_off_in_time_gives_its_whole_fee_back_without_anybody_asking()
    {
        await using var house = await OpenAsync();
        var booking = await house.BookedAsync();
        Assert.Equal(-250, await house.BalanceAsync());

        Assert.True((await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel")).Success);

        var refund = Assert.Single(await house.OfBookingAsync(booking));
        Assert.Equal(("APPROVED", 2.5m, "BookingEnded", "refunds", "policy"), (refund.Text("status"), refund.Amount("amount"), refund.Text("reasonCode"), refund.Text("requestedBy"), refund.Text("decidedBy")));
        Assert.Equal(("Booking at Harbour", "The booking was cancelled: the rules give back EUR 2.50 of EUR 2.50."), (refund.Text("description"), refund.Text("reason")));
        await house.PayAsync();
        await house.PayAsync();

        await AssertBackAsync(house, 0, 250);
        var detail = (await house.Support.GetApiAsync($"/v1/refunds/{refund.Text("id")}")).Data;
        Assert.Equal(("DONE", 2.5m, 2.5m), (detail.GetProperty("refund").Text("status"), detail.Amount("paid"), detail.Amount("refunded")));
        Assert.Equal([-2.5m], detail.GetProperty("payments").EnumerateArray().Select(e => e.Amount("amount")!.Value));
        var told = (await house.DriverHttp.GetApiAsync("/v1/notices")).Data.GetProperty("items").EnumerateArray().Single(n => n.Text("kind") == "REFUNDED");
        Assert.Equal(("€ 2.50 were refunded for your booking (Booking at Harbour). They are in your wallet.", "/drive/bookings"), (told.Text("message"), told.Text("link")));
    }

    [Theory]
    [InlineData(120, 100, 250)]
    [InlineData(30, 50, 125)]
    [InlineData(30, 100, 0)]
    public async Task What_goes_back_of_a_cancelled_booking_is_all_a_part_or_nothing_by_the_policy(int minutesBefore, int keptPercent, long cents)
    {
        await using var house = await OpenAsync($"Bookings:LateCancelFeePercent={keptPercent}");
        var booking = await house.BookedAsync(minutesBefore);

        await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel");
        await house.PayAsync();

        await AssertBackAsync(house, cents - 250, cents == 0 ? [] : [cents]);
        Assert.Equal(cents == 0 ? 0 : 1, (await house.OfBookingAsync(booking)).Count);
    }

    [Fact]
    public async Task Many_who_cancel_and_pay_at_once_are_one_refund_that_is_paid_once()
    {
        await using var house = await OpenAsync();
        var booking = await house.BookedAsync();
        var (cancel, driver) = (house.Host.Get<CancelBooking>(), house.Host.ActorOf(Role.Driver));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            if (i % 2 == 0) Assert.True((await cancel.RunAsync(driver, booking, new CancelWish(), default)).IsDone);
            else await house.PayAsync();
        })));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(house.PayAsync)));

        Assert.Single(await house.OfBookingAsync(booking));
        await AssertBackAsync(house, 0, 250);
    }

    [Fact]
    public async Task A_cancellation_and_its_refund_are_one_save_and_a_crash_while_it_is_paid_is_made_up_for_after_the_restart()
    {
        await using var house = await OpenAsync();
        var booking = await house.BookedAsync();
        house.FailNextRequest();
        await Assert.ThrowsAsync<IOException>(() => house.Host.Get<CancelBooking>().RunAsync(house.Host.ActorOf(Role.Driver), booking, new CancelWish(), default));
        Assert.Equal("CONFIRMED", (await house.DriverHttp.GetApiAsync($"/v1/bookings/{booking}")).Data.Text("status"));
        Assert.Empty(await house.OfBookingAsync(booking));

        Assert.True((await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel")).Success);
        house.FailNextSettlement();
        await house.PayAsync();
        Assert.Equal("EXECUTING", Assert.Single(await house.OfBookingAsync(booking)).Text("status"));
        Assert.Empty(await house.GivenBackAsync());

        await house.Host.StopAsync();
        house.LetLeaseRunOut();
        await house.Host.StartAgainAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(house.PayAsync)));

        await HostChargers.UntilAsync(async () => Assert.Single(await house.OfBookingAsync(booking)).Text("status") == "DONE");
        await AssertBackAsync(house, 0, 250);
    }

    [Fact]
    public async Task A_no_show_that_two_nodes_mark_at_once_gives_its_part_back_once()
    {
        await using var house = await OpenAsync("Bookings:NoShowRefundPercent=20", "Bookings:NoShowGraceMinutes=1");
        await using var charger = await TestCharger.ConnectAsync(house.Host, "CP-1");
        var booking = await house.BookedAsync(1);
        house.Clock.Advance(TimeSpan.FromSeconds(125));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => house.Host.Get<MarkNoShows>().RunAsync(default))));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(house.PayAsync)));

        var refund = Assert.Single(await house.OfBookingAsync(booking));
        Assert.Equal(("DONE", 0.5m, "The driver did not begin: the rules give back EUR 0.50 of EUR 2.50."), (refund.Text("status"), refund.Amount("amount"), refund.Text("reason")));
        await AssertBackAsync(house, -200, 50);
    }

    [Fact]
    public async Task Above_the_limit_an_administrator_approves_what_the_policy_gives_back()
    {
        await using var house = await OpenAsync("Refunds:AdminAboveAmount=2");
        var booking = await house.BookedAsync();

        await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel");
        await house.PayAsync();
        var refund = Assert.Single(await house.OfBookingAsync(booking));
        Assert.Equal(("REQUESTED", -250), (refund.Text("status"), await house.BalanceAsync()));

        Assert.Equal("APPROVED", (await house.Admin.PostApiAsync($"/v1/refunds/{refund.Text("id")}/approve")).Data.Text("status"));
        await house.PayAsync();
        Assert.Equal(0, await house.BalanceAsync());
    }

    [Fact]
    public async Task Who_gives_back_more_than_the_policy_calls_for_needs_a_second_person()
    {
        await using var house = await OpenAsync();
        var booking = await house.BookedAsync(30);

        Assert.True((await house.Admin.PostApiAsync($"/v1/bookings/{booking}/cancel", new { reason = "Road works", fullRefund = true })).Success);

        var refund = Assert.Single(await house.OfBookingAsync(booking));
        Assert.Equal(("REQUESTED", "admin@test.local", 2.5m), (refund.Text("status"), refund.Text("requestedBy"), refund.Amount("amount")));
        Assert.Equal("admin@test.local cancelled the booking (Road works) and gives back all of EUR 2.50.", refund.Text("reason"));
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Admin.PostApiAsync($"/v1/refunds/{refund.Text("id")}/approve")).Status);
        await house.PayAsync();
        Assert.Equal(-250, await house.BalanceAsync());
    }

    [Fact]
    public async Task A_booking_is_refunded_by_hand_too_and_never_by_more_than_was_paid()
    {
        await using var house = await OpenAsync();
        var booking = await house.BookedAsync();
        Task<ApiAnswer> AskAsync(Guid id, decimal amount) => house.Support.PostApiAsync("/v1/refunds", new { bookingId = id, amount, reason = "The plug was dirty." });

        var asked = await AskAsync(booking, 1m);
        Assert.Equal((HttpStatusCode.OK, "REQUESTED", 1m, "EUR"), (asked.Status, asked.Data.Text("status"), asked.Data.Amount("amount"), asked.Data.Text("currency")));
        var more = await AskAsync(booking, 1.51m);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "more_than_paid", "EUR 2.50 were paid and EUR 1.00 are refunded or under way: at most EUR 1.50 can be refunded."), (more.Status, more.Code, more.Sentence));

        await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel");

        Assert.Equal([1m, 1.5m], (await house.OfBookingAsync(booking)).Select(r => r.Amount("amount")!.Value).Order());
        Assert.Equal("more_than_paid", (await AskAsync(booking, 0.01m)).Code);
        Assert.Equal("REJECTED", (await house.Admin.PostApiAsync($"/v1/refunds/{asked.Data.Text("id")}/reject", new { reason = "It was clean." })).Data.Text("status"));
        Assert.True((await AskAsync(booking, 1m)).Success);
        Assert.Equal((HttpStatusCode.NotFound, "booking_not_found"), (await AskAsync(Guid.NewGuid(), 1m)) is var none ? (none.Status, none.Code) : default);
        await using var db = house.Host.OpenDb();
        Assert.Equal(250, await db.Bookings.Where(b => b.Id == booking).Select(b => b.RefundedMinorUnits).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_booking_that_cost_nothing_has_nothing_to_refund()
    {
        await using var house = await RefundHouse.OpenAsync();
        var booking = await house.BookedAsync();

        Assert.Equal("nothing_paid", (await house.Support.PostApiAsync("/v1/refunds", new { bookingId = booking, amount = 1, reason = "x" })).Code);
        await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel");
        Assert.Empty(await house.OfBookingAsync(booking));
    }
}
