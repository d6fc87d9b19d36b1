using System.Net;
using System.Text;
using EvOps.Domain.Refunds;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Refunds;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Refunds;

/// <summary>Refunds by a payment service over a real socket: what it answers, what it tells, and what is done when it does neither.</summary>
public sealed class PaymentServiceTests : IAsyncLifetime
{
    private PaymentServer payments = null!;
    private RefundHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        payments = await PaymentServer.OpenAsync();
        house = await RefundHouse.OpenAsync([.. payments.Settings, "Refunds:MostAttempts=3"]);
        await house.TopUpAsync(payments);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await payments.DisposeAsync();
    }

    [Fact]
    public async Task It_is_asked_by_the_payment_that_filled_the_wallet_in_minor_units_and_the_books_balance()
    {
        var session = await house.PaidSessionAsync();
        var id = await house.ApprovedAsync(session, 1.25m);

        await house.PayAsync();

        var paid = Assert.Single(payments.Paid);
        Assert.Equal((house.TopUp!, 125L, $"{id}", $"evops-refund-{id}"), (paid.PaymentIntent, paid.Amount, paid.RefundId, payments.Keys.Single()));
        var refund = await house.RefundAsync(id);
        Assert.Equal(("DONE", "re_1", "Http"), (refund.Text("status"), refund.Text("gatewayReference"), refund.Text("gateway")));
        Assert.Equal([125], await house.GivenBackAsync());
        Assert.Equal(4600, await house.BalanceAsync());
    }

    [Theory]
    [InlineData(nameof(Mood.PaysAndBreaksOff))]
    [InlineData(nameof(Mood.PaysAndDawdles))]
    public async Task What_it_paid_without_our_hearing_of_it_is_paid_once(string mood)
    {
        var id = await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        payments.Mood = Enum.Parse<Mood>(mood);
        // Its patience is counted by the house's clock.
        var paying = house.PayAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(payments.Paid.Count == 1));
        house.Clock.Advance(TimeSpan.FromSeconds(2));
        await paying;
        Assert.Equal(("EXECUTING", 4600), (await house.StatusAsync(id), await house.BalanceAsync()));
        Assert.NotNull((await house.RefundAsync(id)).Text("lastError"));

        payments.Mood = Mood.Pays;
        house.LetLeaseRunOut();
        await house.PayAsync();

        Assert.Equal("DONE", await house.StatusAsync(id));
        Assert.Single(payments.Paid);
        Assert.Equal([100], await house.GivenBackAsync());
    }

    [Theory]
    [InlineData(nameof(Mood.IsDown))]
    [InlineData(nameof(Mood.IsBusy))]
    public async Task It_is_tried_again_later_and_later_then_it_is_a_dead_letter_that_a_person_raises(string mood)
    {
        var id = await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        payments.Mood = Enum.Parse<Mood>(mood);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await house.PayAsync();
            Assert.Equal(attempt == 3 ? "FAILED" : "EXECUTING", await house.StatusAsync(id));
            house.LetLeaseRunOut();
        }

        await HostChargers.UntilAsync(() =>
        {
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(house.Host.Get<RefundsNow>().Waiting == 1);
        });
        // Nobody knows whether it was paid: it must not be called off.
        Assert.Equal("refund_doubtful", (await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject", new { reason = "x" })).Code);

        payments.Mood = Mood.Pays;
        Assert.Equal("APPROVED", (await house.Support.PostApiAsync($"/v1/refunds/{id}/retry")).Data.Text("status"));
        await house.PayAsync();

        Assert.Equal("DONE", await house.StatusAsync(id));
        Assert.Single(payments.Keys.Distinct());
        Assert.Equal([100], await house.GivenBackAsync());
    }

    [Fact]
    public async Task A_plain_no_is_a_dead_letter_at_once_and_raised_again_by_a_new_key_or_given_up()
    {
        var session = await house.PaidSessionAsync();
        var (first, second) = (await house.ApprovedAsync(session, 1), await house.ApprovedAsync(session, 2));
        payments.Mood = Mood.SaysNo;
        await house.PayAsync();
        var refund = await house.RefundAsync(first);
        Assert.Equal(("FAILED", "The payment service answered 402 Payment Required: The card is closed."), (refund.Text("status"), refund.Text("lastError")));

        payments.Mood = Mood.Pays;
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{first}/retry")).Success);
        await house.PayAsync();
        Assert.Equal("DONE", await house.StatusAsync(first));
        Assert.Contains($"evops-refund-{first}-1", payments.Keys);

        // The other is called off, and what it took is free again.
        Assert.Equal("more_than_paid", (await house.AskAsync(session, 3)).Code);
        Assert.Equal("REJECTED", (await house.Admin.PostApiAsync($"/v1/refunds/{second}/reject", new { reason = "Card closed" })).Data.Text("status"));
        Assert.True((await house.AskAsync(session, 3)).Success);
        Assert.Equal([100], await house.GivenBackAsync());
    }

    [Fact]
    public async Task A_wrong_secret_is_no_word_about_the_refund()
    {
        await using var strange = await RefundHouse.OpenAsync([.. payments.Settings, "Refunds:Http:Secret=wrong"]);
        var session = await strange.PaidSessionAsync();
        await using (var db = strange.Host.OpenDb())
        {
            // It was paid while the secret was right.
            var payment = new Payment(Guid.CreateVersion7(), strange.Driver, new(5000, "EUR"), null, strange.Clock.GetUtcNow());
            payment.Known(house.TopUp!);
            payment.NotePaid(strange.Clock.GetUtcNow());
            db.Add(payment);
            await db.SaveChangesAsync();
        }

        var asked = await strange.Support.PostApiAsync("/v1/refunds", new { sessionId = session, amount = 1, reason = "x", toPayment = house.TopUp });
        var id = asked.Data.GetProperty("id").GetGuid();
        Assert.True((await strange.Admin.PostApiAsync($"/v1/refunds/{id}/approve")).Success);
        await strange.PayAsync();

        var refund = await strange.RefundAsync(id);
        Assert.Equal(("EXECUTING", "The payment service answered 401 Unauthorized: Invalid API key."), (refund.Text("status"), refund.Text("lastError")));
        Assert.Empty(payments.Paid);
    }

    [Fact]
    public async Task An_event_completes_what_was_under_way_and_counts_once()
    {
        var id = await UnderWayAsync();

        payments.Only.Status = "succeeded";
        var body = PaymentServer.EventOf(payments.Only, "evt_1");
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await TellAsync(body)).Status);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => TellAsync(PaymentServer.EventOf(payments.Only, $"evt_again_{i}"))));

        Assert.Equal("DONE", await house.StatusAsync(id));
        Assert.Equal([100], await house.GivenBackAsync());
    }

    [Fact]
    public async Task What_the_bank_sends_back_is_booked_back_and_paid_anew_by_a_new_key()
    {
        var id = await UnderWayAsync();
        payments.Only.Status = "succeeded";
        Assert.Equal(HttpStatusCode.OK, (await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1"))).Status);
        Assert.Equal(("DONE", 4600), (await house.StatusAsync(id), await house.BalanceAsync()));

        payments.Only.Status = "failed";
        var bounced = PaymentServer.EventOf(payments.Only, "evt_2", "refund.failed");
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await TellAsync(bounced)).Status);
        // An event of before that is told late is not believed: the payment service is asked.
        payments.Only.Status = "succeeded";
        var late = PaymentServer.EventOf(payments.Only, "evt_3");
        payments.Only.Status = "failed";
        Assert.Equal(HttpStatusCode.OK, (await TellAsync(late)).Status);

        var refund = await house.RefundAsync(id);
        Assert.Equal(("FAILED", "The payment service did not pay it: expired_or_canceled_card."), (refund.Text("status"), refund.Text("lastError")));
        Assert.NotNull(refund.Text("returnedAt"));
        Assert.Equal(4600, await house.BalanceAsync());
        Assert.Equal(0, await NetOfAsync(id, LedgerAccount.Sales));
        Assert.Equal("A refund of EUR 1.00 came back from the bank", Assert.Single(await AlertsAsync("refund_failed")));

        payments.Mood = Mood.Pays;
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{id}/retry")).Success);
        await house.PayAsync();
        Assert.Equal(("DONE", 4600), (await house.StatusAsync(id), await house.BalanceAsync()));
        Assert.Equal((-100, 100), (await NetOfAsync(id, LedgerAccount.Sales), await NetOfAsync(id, LedgerAccount.Cash)));
        Assert.Equal([$"evops-refund-{id}", $"evops-refund-{id}-1"], payments.Keys);
        Assert.Empty(await AlertsAsync("refund_failed"));
    }

    [Fact]
    public async Task A_contradiction_that_cannot_be_looked_into_is_told_again_later()
    {
        var id = await UnderWayAsync();
        payments.Only.Status = "succeeded";
        await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1"));
        payments.Only.Status = "failed";
        var bounced = PaymentServer.EventOf(payments.Only, "evt_2", "refund.failed");
        await payments.DisposeAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "payment_service_away"), Of(await TellAsync(bounced)));
        Assert.Equal("DONE", await house.StatusAsync(id));
    }

    [Fact]
    public async Task What_is_paid_although_it_was_rejected_is_booked_and_an_alert_until_somebody_has_seen_to_it()
    {
        var id = await UnderWayAsync();
        payments.Only.Status = "failed";
        await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1", "refund.failed"));
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject", new { reason = "Card closed" })).Success);

        payments.Only.Status = "succeeded";
        Assert.Equal(HttpStatusCode.OK, (await TellAsync(PaymentServer.EventOf(payments.Only, "evt_2"))).Status);

        Assert.Equal(("DONE", 4600), (await house.StatusAsync(id), await house.BalanceAsync()));
        Assert.Equal((-100, 100), (await NetOfAsync(id, LedgerAccount.Sales), await NetOfAsync(id, LedgerAccount.Cash)));
        Assert.Equal("A refund of EUR 1.00 was paid although it was rejected", Assert.Single(await AlertsAsync("refund_astray")));
        // It counts: of the four that were paid three are left.
        var session = (await house.RefundAsync(id)).GetProperty("sessionId").GetGuid();
        Assert.Equal("more_than_paid", (await house.AskAsync(session, 3.01m)).Code);

        Assert.Equal("Say what was done about it.", (await house.Admin.PostApiAsync($"/v1/refunds/{id}/see-to", new { reason = " " })).ErrorOf("reason"));
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{id}/see-to", new { reason = "The driver keeps it." })).Success);
        Assert.Empty(await AlertsAsync("refund_astray"));
    }

    [Fact]
    public async Task What_is_paid_although_it_was_rejected_and_refunded_otherwise_is_owed_by_the_driver()
    {
        var id = await UnderWayAsync();
        payments.Only.Status = "failed";
        await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1", "refund.failed"));
        await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject", new { reason = "Card closed" });
        var session = (await house.RefundAsync(id)).GetProperty("sessionId").GetGuid();
        var other = await house.Support.PostApiAsync("/v1/refunds", new { sessionId = session, amount = 4, reason = "Into the wallet then" });
        await house.Admin.PostApiAsync($"/v1/refunds/{other.Data.Text("id")}/approve");
        await house.PayAsync();
        Assert.Equal(5000, await house.BalanceAsync());

        payments.Only.Status = "succeeded";
        await TellAsync(PaymentServer.EventOf(payments.Only, "evt_2"));

        Assert.Equal(("DONE", 4900), (await house.StatusAsync(id), await house.BalanceAsync()));
        Assert.Equal((0, 100), (await NetOfAsync(id, LedgerAccount.Sales), await NetOfAsync(id, LedgerAccount.Cash)));
        Assert.Single(await AlertsAsync("refund_astray"));
    }

    [Fact]
    public async Task What_is_under_way_for_too_long_is_an_alert_until_it_is_known_what_came_of_it()
    {
        var id = await UnderWayAsync();
        Assert.Empty(await AlertsAsync("refund_under_way"));
        await using (var db = house.Host.OpenDb())
            await db.Refunds.ExecuteUpdateAsync(set => set.SetProperty(r => r.UnderWaySince, house.Clock.GetUtcNow().AddDays(-8)));
        // It is asked for again and again, and is still pending: that it answers is no news.
        house.Clock.Advance(Refund.BetweenQuestions);
        await house.PayAsync();

        Assert.Equal("A refund of EUR 1.00 has been under way for 8 days", Assert.Single(await AlertsAsync("refund_under_way")));
        payments.Only.Status = "succeeded";
        await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1"));
        Assert.Equal("DONE", await house.StatusAsync(id));
        Assert.Empty(await AlertsAsync("refund_under_way"));
    }

    [Fact]
    public async Task A_doubtful_one_that_is_raised_after_its_key_has_lapsed_is_found_and_not_paid_twice()
    {
        var session = await house.PaidSessionAsync(100_000);
        var id = await house.ApprovedAsync(session, 1);
        payments.Mood = Mood.PaysAndBreaksOff;
        await house.PayAsync();
        // Others of the same payment come after it: it is not on the first page.
        payments.Mood = Mood.Pays;
        for (var i = 0; i < 5; i++) await house.ApprovedAsync(session, 0.10m);
        await house.PayAsync();
        payments.Mood = Mood.IsDown;
        for (var i = 0; i < 2; i++)
        {
            house.LetLeaseRunOut();
            await house.PayAsync();
        }

        Assert.Equal("FAILED", await house.StatusAsync(id));
        payments.Mood = Mood.Pays;
        payments.ForgetKeys();
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{id}/retry")).Success);
        await house.PayAsync();

        var refund = await house.RefundAsync(id);
        Assert.Equal(("DONE", "re_1"), (refund.Text("status"), refund.Text("gatewayReference")));
        Assert.Single(payments.Paid, paid => paid.RefundId == $"{id}");
    }

    [Fact]
    public async Task It_is_told_nothing_of_what_is_traced_here()
    {
        await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        using (new System.Diagnostics.Activity("test").Start()) await house.PayAsync();

        Assert.Single(payments.Paid);
        Assert.Empty(payments.Traced);
    }

    [Fact]
    public async Task An_event_that_it_failed_makes_a_dead_letter()
    {
        var id = await UnderWayAsync();

        payments.Only.Status = "failed";
        Assert.Equal(HttpStatusCode.OK, (await TellAsync(PaymentServer.EventOf(payments.Only, "evt_1", "refund.failed"))).Status);

        var refund = await house.RefundAsync(id);
        Assert.Equal(("FAILED", "The payment service did not pay it: expired_or_canceled_card."), (refund.Text("status"), refund.Text("lastError")));
        Assert.Empty(await house.GivenBackAsync());
    }

    [Fact]
    public async Task What_it_does_not_tell_it_is_asked()
    {
        var id = await UnderWayAsync();

        payments.Only.Status = "succeeded";
        house.Clock.Advance(Refund.BetweenQuestions);
        await house.PayAsync();

        Assert.Equal("DONE", await house.StatusAsync(id));
        Assert.Single(payments.Keys);
    }

    [Fact]
    public async Task Only_signed_fresh_events_about_our_refunds_move_anything()
    {
        var id = await UnderWayAsync();
        payments.Only.Status = "succeeded";
        var (body, now) = (PaymentServer.EventOf(payments.Only, "evt_1"), house.Clock.GetUtcNow());

        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), Of(await PostAsync(body, null)));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), Of(await PostAsync(body, "t=x,v1=y")));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), Of(await PostAsync(body, PaymentServer.Sign(body, now, "another secret"))));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), Of(await PostAsync(body, PaymentServer.Sign(body, now.AddMinutes(-6)))));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), Of(await PostAsync(body + " ", PaymentServer.Sign(body, now))));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_event"), Of(await TellAsync("no json")));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_event"), Of(await TellAsync(PaymentServer.EventOf(payments.Only with { Amount = 999 }, "evt_2"))));
        var strange = await TellAsync(PaymentServer.EventOf(payments.Only with { Id = "re_x", RefundId = $"{Guid.NewGuid()}" }, "evt_3"));
        Assert.Equal((HttpStatusCode.OK, "It is not about a payment or a refund of ours."), (strange.Status, strange.Sentence));
        Assert.Equal("EXECUTING", await house.StatusAsync(id));

        Assert.Equal(HttpStatusCode.OK, (await TellAsync(body)).Status);
        Assert.Equal("DONE", await house.StatusAsync(id));
    }

    [Fact]
    public async Task A_payment_service_that_is_only_half_set_up_is_refused_at_the_start()
    {
        var refused = await EvOpsProcess.RunToEndAsync("--urls", "http://127.0.0.1:0", "--ConnectionStrings:EvOps", "Data Source=:memory:", "--Refunds:Gateway=Http", "--Refunds:Http:BaseUrl=http://payments.example");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Refunds:Http:BaseUrl: An address such as https://payments.example is needed; without TLS only on this machine.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Refunds:Http:Secret: The payment service's secret key is needed.", refused.Output, StringComparison.Ordinal);
    }

    /// <summary>A refund that the payment service has, and has not said what came of it.</summary>
    private async Task<Guid> UnderWayAsync()
    {
        var id = await house.ApprovedAsync(await house.PaidSessionAsync(), 1);
        payments.Mood = Mood.Waits;
        await house.PayAsync();
        Assert.Equal(("EXECUTING", "re_1"), (await house.StatusAsync(id), (await house.RefundAsync(id)).Text("gatewayReference")));
        return id;
    }

    private async Task<List<string>> AlertsAsync(string rule)
    {
        await house.Host.Get<WatchAlerts>().LookAsync(default);
        return [.. (await house.Admin.GetApiAsync("/v1/alerts?status=OPEN")).Data.GetProperty("items").EnumerateArray().Where(a => a.Text("rule") == rule).Select(a => a.Text("title")!)];
    }

    /// <summary>What was booked for a refund on an account of the house, in cents, altogether.</summary>
    private async Task<long> NetOfAsync(Guid refund, LedgerAccount account)
    {
        var own = $"{refund}";
        await using var db = house.Host.OpenDb();
        return await (
            from entry in db.LedgerEntries
            join posting in db.LedgerPostings on entry.Id equals posting.EntryId
            where entry.ReferenceKind == LedgerReferenceKind.Refund && entry.ReferenceId.StartsWith(own) && posting.Account == account
            select posting.MinorUnits).SumAsync();
    }

    private Task<ApiAnswer> TellAsync(string body) => PostAsync(body, PaymentServer.Sign(body, house.Clock.GetUtcNow()));

    private Task<ApiAnswer> PostAsync(string body, string? signature)
    {
        var http = house.Host.Client();
        if (signature is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Stripe-Signature", signature);
        return http.SendAsync(HttpMethod.Post, "/v1/payments/events", new StringContent(body, Encoding.UTF8, "application/json"));
    }

    private static (HttpStatusCode, string) Of(ApiAnswer answer) => (answer.Status, answer.Code);
}
