using System.Net;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Refunds;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Refunds;

/// <summary>Money that drivers bring by a payment service over a real socket: it counts once, for what it was paid for, and goes back by the way it came.</summary>
public sealed class PaymentsTests : IAsyncLifetime
{
    private PaymentServer payments = null!;
    private RefundHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        payments = await PaymentServer.OpenAsync();
        house = await RefundHouse.OpenAsync([.. payments.Settings, "Bookings:Fee=2.5", "Jobs:NoShow:IntervalSeconds=86400", "Refunds:Http:PayPage=https://pay.example/?i={intent}&s={secret}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await payments.DisposeAsync();
    }

    [Fact]
    public async Task A_payment_is_begun_confirmed_by_the_driver_told_by_a_signed_event_and_booked_once()
    {
        var begun = await BeginAsync(new { amount = 25.50m });
        Assert.Equal(("BEGUN", 25.5m, "EUR", "pi_1", "pi_1_secret_x"), (begun.Data.Text("status"), begun.Data.Amount("amount"), begun.Data.Text("currency"), begun.Data.Text("paymentId"), begun.Data.Text("clientSecret")));
        Assert.Equal("https://pay.example/?i=pi_1&s=pi_1_secret_x", begun.Data.Text("payPage"));
        Assert.Equal((2550L, "eur", begun.Data.Text("id")), (payments.Intents.Single().Amount, payments.Intents.Single().Currency, payments.Intents.Single().PaymentId));
        Assert.Equal(0, await house.BalanceAsync());

        var paid = PaymentServer.EventOf(payments.Confirm("pi_1"), "evt_1");
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await house.TellAsync(paid)).Status);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => house.TellAsync(PaymentServer.EventOf(payments.Intents.Single(), $"evt_again_{i}"))));

        Assert.Equal(2550, await house.BalanceAsync());
        var seen = (await house.DriverHttp.GetApiAsync($"/v1/payments/{begun.Data.Text("id")}")).Data;
        Assert.Equal(("PAID", null), (seen.Text("status"), seen.Text("clientSecret")));
        Assert.Equal(HttpStatusCode.NotFound, (await house.Support.GetApiAsync($"/v1/payments/{begun.Data.Text("id")}")).Status);
    }

    [Fact]
    public async Task A_payment_whose_event_is_lost_is_asked_for_and_one_that_nobody_confirms_is_left_after_a_day()
    {
        await BeginAsync(new { amount = 10 });
        var second = await BeginAsync(new { amount = 20 });
        payments.Confirm("pi_1");
        house.Clock.Advance(Payment.BetweenQuestions);
        var job = house.Host.Get<LookAfterPayments>();
        await Task.WhenAll(job.RunAsync(default), job.RunAsync(default));
        Assert.Equal(1000, await house.BalanceAsync());

        await using var db = house.Host.OpenDb();
        await db.Payments.Where(p => p.IntentId == "pi_2").ExecuteUpdateAsync(set => set.SetProperty(p => p.BegunAt, house.Clock.GetUtcNow().AddDays(-1)));
        house.Clock.Advance(Payment.BetweenQuestions);
        await job.RunAsync(default);
        Assert.Equal((PaymentState.Lapsed, null), await db.Payments.Where(p => p.IntentId == "pi_2").Select(p => new { p.State, p.LookAt }).SingleAsync() is var left ? (left.State, left.LookAt) : default);

        // Paid all the same, it is taken.
        await house.TellAsync(PaymentServer.EventOf(payments.Confirm("pi_2"), "evt_1"));
        Assert.Equal((3000, "PAID"), (await house.BalanceAsync(), (await house.DriverHttp.GetApiAsync($"/v1/payments/{second.Data.Text("id")}")).Data.Text("status")));
    }

    [Theory]
    [InlineData(2000, "eur")]
    [InlineData(2550, "usd")]
    public async Task Another_sum_than_was_asked_for_is_in_nobodys_wallet_and_an_alert(long received, string currency)
    {
        await BeginAsync(new { amount = 25.50m });
        var odd = payments.Confirm("pi_1", received) with { Currency = currency };

        Assert.Equal(HttpStatusCode.OK, (await house.TellAsync(PaymentServer.EventOf(odd, "evt_1"))).Status);

        Assert.Equal(0, await house.BalanceAsync());
        await house.Host.Get<WatchAlerts>().LookAsync(default);
        var alert = Assert.Single((await house.Admin.GetApiAsync("/v1/alerts?status=OPEN")).Data.GetProperty("items").EnumerateArray(), a => a.Text("rule") == "payment_odd");
        Assert.Contains($"EUR 25.50 were asked for; {received} minor units of {currency.ToUpperInvariant()} came.", alert.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sees_to_an_odd_payment_says_what_he_did_and_its_alert_closes_until_another_sum_is_told()
    {
        var id = (await BeginAsync(new { amount = 25.50m })).Data.Text("id");
        await house.TellAsync(PaymentServer.EventOf(payments.Confirm("pi_1", 2000), "evt_1"));
        Assert.Single(await OddAsync());
        var reason = new { reason = "Sent back at the payment service." };

        Assert.Equal(HttpStatusCode.Forbidden, (await house.DriverHttp.PostApiAsync($"/v1/payments/{id}/see-to", reason)).Status);
        Assert.Equal((HttpStatusCode.NotFound, "payment_not_found"), Of(await house.Support.PostApiAsync("/v1/payments/pi_9/see-to", reason)));
        Assert.Equal("Say what was done about it.", (await house.Support.PostApiAsync($"/v1/payments/{id}/see-to", new { reason = " " })).ErrorOf("reason"));
        Assert.Single(await OddAsync());
        Assert.True((await house.Support.PostApiAsync("/v1/payments/pi_1/see-to", reason)).Success);

        Assert.Empty(await OddAsync());
        Assert.Equal((HttpStatusCode.Conflict, "payment_seen_to"), Of(await house.Support.PostApiAsync($"/v1/payments/{id}/see-to", reason)));
        var over = Assert.Single((await house.Admin.GetApiAsync("/v1/alerts?status=RESOLVED")).Data.GetProperty("items").EnumerateArray(), a => a.Text("rule") == "payment_odd");
        Assert.Contains("saw to it: Sent back at the payment service.", over.GetRawText(), StringComparison.Ordinal);
        await house.TellAsync(PaymentServer.EventOf(payments.Confirm("pi_1", 2000), "evt_2"));
        Assert.Empty(await OddAsync());
        await house.TellAsync(PaymentServer.EventOf(payments.Confirm("pi_1", 2100), "evt_3"));
        Assert.Single(await OddAsync());
        Assert.Equal(0, await house.BalanceAsync());
    }

    [Fact]
    public async Task More_odd_payments_than_are_shown_one_by_one_are_counted_in_an_alert_of_their_own()
    {
        await using (var db = house.Host.OpenDb())
        {
            for (var i = 0; i < 22; i++)
            {
                Payment odd = new(Guid.NewGuid(), house.Driver, new(1000, "EUR"), null, house.Clock.GetUtcNow().AddMinutes(-i));
                odd.Known($"pi_odd_{i}");
                odd.NoteOdd("Too little came.");
                db.Payments.Add(odd);
            }

            await db.SaveChangesAsync();
        }

        var open = await OddAsync();
        Assert.Equal((21, "2 more payments came in another sum than was asked for"), (open.Count, Assert.Single(open, a => a.Text("link") == "/wallets").Text("title")));

        for (var i = 20; i < 22; i++) Assert.True((await house.Support.PostApiAsync($"/v1/payments/pi_odd_{i}/see-to", new { reason = "Booked by hand." })).Success);
        Assert.Equal((20, 0), (await OddAsync() is var left ? (left.Count, left.Count(a => a.Text("link") == "/wallets")) : default));
    }

    [Fact]
    public async Task A_hold_is_confirmed_by_its_own_payment_once_it_is_paid_and_its_refund_goes_back_by_it()
    {
        var token = await house.HeldAsync();
        var begun = await BeginAsync(new { holdToken = token });
        Assert.Equal(("pi_1", 2.5m), (begun.Data.Text("paymentId"), begun.Data.Amount("amount")));
        Assert.Equal(begun.Data.Text("id"), (await BeginAsync(new { holdToken = token })).Data.Text("id"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "payment_not_paid"), Of(await house.ConfirmAsync(token, "pi_1")));
        payments.Confirm("pi_1");
        var booked = await house.ConfirmAsync(token, "pi_1");
        Assert.Equal(("CONFIRMED", 0), (booked.Data.Text("status"), await house.BalanceAsync()));
        var booking = booked.Data.GetProperty("id").GetGuid();
        Assert.Equal(booking, (await house.ConfirmAsync(token, "pi_1")).Data.GetProperty("id").GetGuid());

        Assert.True((await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel")).Success);
        await house.PayAsync();
        Assert.Equal(("pi_1", 250L), (payments.Only.PaymentIntent, payments.Only.Amount));
        Assert.Equal(("DONE", "pi_1"), Assert.Single(await house.OfBookingAsync(booking)) is var refund ? (refund.Text("status"), refund.Text("toPayment")) : default);
        Assert.Equal((0, 1), (await house.BalanceAsync(), payments.Intents.Count));
    }

    [Fact]
    public async Task A_payment_confirms_no_other_booking_and_no_payment_that_is_not_here_confirms_any()
    {
        await house.TopUpAsync(payments, 2.50m);
        var first = await house.HeldAsync();
        var paid = (await BeginAsync(new { holdToken = first })).Data.Text("paymentId")!;
        payments.Confirm(paid);
        Assert.True((await house.ConfirmAsync(first, paid)).Success);
        var second = await house.HeldAsync(240);

        Assert.Equal((HttpStatusCode.Conflict, "payment_used"), Of(await house.ConfirmAsync(second, paid)));
        Assert.Equal((HttpStatusCode.Conflict, "payment_used"), Of(await house.ConfirmAsync(second, house.TopUp!)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "payment_unknown"), Of(await house.ConfirmAsync(second, "pi_made_up")));
        Assert.Equal((HttpStatusCode.NotFound, "hold_not_found"), Of(await house.Support.PostApiAsync("/v1/payments", new { holdToken = second })));
        // Nothing was taken twice: what filled the wallet is still there.
        Assert.Equal(250, await house.BalanceAsync());
    }

    [Fact]
    public async Task What_was_paid_from_the_wallet_goes_back_into_it_unless_the_payment_that_filled_it_is_asked_for_and_never_more_than_came_by_that()
    {
        await house.TopUpAsync(payments, 5);
        var booking = await house.BookedAsync(payment: "console-1");
        await house.DriverHttp.PostApiAsync($"/v1/bookings/{booking}/cancel");
        await house.PayAsync();
        Assert.Equal((500, 0), (await house.BalanceAsync(), payments.Paid.Count));

        var session = await house.PaidSessionAsync(100_000);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "more_than_paid"), Of(await house.AskAsync(session, 5.01m)));
        Assert.Equal((HttpStatusCode.NotFound, "payment_not_found"), Of(await house.Support.PostApiAsync("/v1/refunds", new { sessionId = session, amount = 1, reason = "x", toPayment = "pi_made_up" })));
        var whole = (await house.AskAsync(session, 5)).Data.GetProperty("id").GetGuid();
        Assert.Equal("more_than_paid", (await house.AskAsync(session, 0.01m)).Code);

        // Rejected, it is free again.
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{whole}/reject", new { reason = "Half of it." })).Success);
        await house.ApprovedAsync(session, 2.50m);
        await house.PayAsync();
        Assert.Equal((house.TopUp!, 250L), (payments.Only.PaymentIntent, payments.Only.Amount));
    }

    [Fact]
    public async Task A_payment_service_that_is_away_is_said_so_and_the_same_hold_is_the_same_payment_afterwards()
    {
        var token = await house.HeldAsync();
        await using (var away = await RefundHouse.OpenAsync(["Refunds:Gateway=Http", "Refunds:Http:BaseUrl=http://127.0.0.1:9", "Refunds:Http:Secret=x", "Bookings:Fee=2.5"]))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "payment_service_away"), Of(await away.DriverHttp.PostApiAsync("/v1/payments", new { holdToken = await away.HeldAsync() })));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => house.DriverHttp.PostApiAsync("/v1/payments", new { holdToken = token })));
        Assert.Single(payments.Intents);
        Assert.Equal("The amount is more than zero, and at most 10,000.", (await house.DriverHttp.PostApiAsync("/v1/payments", new { amount = 0 })).ErrorOf("amount"));
    }

    [Fact]
    public async Task Without_a_payment_service_any_word_confirms_and_nobody_can_pay_in()
    {
        await using var plain = await RefundHouse.OpenAsync();
        await plain.BookedAsync(payment: "pi_same");
        await plain.BookedAsync(240, "pi_same");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "payments_off"), Of(await plain.DriverHttp.PostApiAsync("/v1/payments", new { amount = 5 })));
    }

    private async Task<List<System.Text.Json.JsonElement>> OddAsync()
    {
        await house.Host.Get<WatchAlerts>().LookAsync(default);
        return [.. (await house.Admin.GetApiAsync("/v1/alerts?status=OPEN&limit=100")).Data.GetProperty("items").EnumerateArray().Where(a => a.Text("rule") == "payment_odd")];
    }

    private async Task<ApiAnswer> BeginAsync(object body)
    {
        var begun = await house.DriverHttp.PostApiAsync("/v1/payments", body);
        Assert.True(begun.Success, begun.Body.GetRawText());
        return begun;
    }

    private static (HttpStatusCode, string) Of(ApiAnswer answer) => (answer.Status, answer.Code);
}
