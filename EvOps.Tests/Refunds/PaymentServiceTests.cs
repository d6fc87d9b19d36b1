using System.Net;
using System.Text;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Refunds;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

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
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await payments.DisposeAsync();
    }

    [Fact]
    public async Task It_is_asked_for_the_payment_of_the_session_in_minor_units_and_the_books_balance()
    {
        var session = await house.PaidSessionAsync();
        var id = await house.ApprovedAsync(session, 1.25m);

        await house.PayAsync();

        var paid = Assert.Single(payments.Paid);
        Assert.Equal(($"{session}", 125L, $"{id}", $"evops-refund-{id}"), (paid.PaymentIntent, paid.Amount, paid.RefundId, payments.Keys.Single()));
        var refund = await house.RefundAsync(id);
        Assert.Equal(("DONE", "re_1", "Http"), (refund.Text("status"), refund.Text("gatewayReference"), refund.Text("gateway")));
        Assert.Equal([125], await house.GivenBackAsync());
        Assert.Equal(-400, await house.BalanceAsync());
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
        Assert.Equal(("EXECUTING", -400), (await house.StatusAsync(id), await house.BalanceAsync()));
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
        Assert.Equal("refund_doubtful", (await house.Admin.PostApiAsync($"/v1/refunds/{id}/reject")).Code);

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
        var id = await strange.ApprovedAsync(await strange.PaidSessionAsync(), 1);
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
        // A late contradiction moves nothing, and stands there for somebody to read.
        payments.Only.Status = "failed";
        Assert.Equal(HttpStatusCode.OK, (await TellAsync(PaymentServer.EventOf(payments.Only, "evt_2", "refund.failed"))).Status);
        Assert.Equal("DONE", await house.StatusAsync(id));
        var attempts = (await house.Support.GetApiAsync($"/v1/refunds/{id}")).Data.GetProperty("attempts").EnumerateArray().Select(a => a.Text("message")!).ToList();
        Assert.Contains("It had been paid before: somebody has to look at it.", attempts[^1], StringComparison.Ordinal);
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
        Assert.Equal((HttpStatusCode.OK, "It is not about a refund of ours."), (strange.Status, strange.Sentence));
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

    private Task<ApiAnswer> TellAsync(string body) => PostAsync(body, PaymentServer.Sign(body, house.Clock.GetUtcNow()));

    private Task<ApiAnswer> PostAsync(string body, string? signature)
    {
        var http = house.Host.Client();
        if (signature is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Stripe-Signature", signature);
        return http.SendAsync(HttpMethod.Post, "/v1/payments/events", new StringContent(body, Encoding.UTF8, "application/json"));
    }

    private static (HttpStatusCode, string) Of(ApiAnswer answer) => (answer.Status, answer.Code);
}
