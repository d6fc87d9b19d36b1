using System.Globalization;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Webhooks;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Webhooks;

/// <summary>An event on its way to a real receiver over real HTTP: signed, kept, retried, given up.</summary>
public sealed class DeliveryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_event_arrives_with_its_headers_and_a_signature_that_holds()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        var (_, secret) = await host.SubscribeAsync(receiver.Address);

        await host.TellAsync("Übel");

        var delivery = await host.UntilAsync(row => row.State == DeliveryState.Delivered);
        var got = Assert.Single(receiver.All);
        Assert.Equal((WebhookEventType.SessionStuck, delivery.Id, "application/json; charset=utf-8"), (got.Event, got.Delivery, got.ContentType));
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.True(got.IsSignedWith(secret));
        // Our ids of what belongs together are nobody else's business.
        Assert.Null(got.Trace);
        Assert.False(got.IsSignedWith("whsec_another"));
        Assert.InRange(long.Parse(got.Timestamp, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 30, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal((delivery.EventId, WebhookEventType.SessionStuck, "Übel"), (got.Json.GetProperty("id").GetGuid(), got.Json.Text("type"), got.Data.Text("key")));
        Assert.EndsWith("Z", got.Json.Text("at"), StringComparison.Ordinal);
        var attempt = Assert.Single((await host.DeliveryAsync(delivery.Id)).Tries);
        Assert.Equal((200, "200 OK", "thank you"), (attempt.Status, attempt.Outcome, attempt.Answer));
    }

    [Fact]
    public async Task Nothing_is_stored_where_nobody_subscribes_and_the_same_event_twice_counts_once()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        await host.TellAsync("before");
        var (id, _) = await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("other", WebhookEventType.FaultRaised);
        Assert.Equal(0, await host.EventsAsync());

        await using (var db = host.OpenDb())
        {
            // Twice in one save, and once more in another.
            for (var i = 0; i < 2; i++) await host.Get<WebhookOutbox>().AddAsync(db, WebhookEventType.SessionStuck, "same", new { }, DateTimeOffset.UtcNow, default);
            await db.SaveChangesAsync();
        }

        await host.TellAsync("same");
        await host.Get<ControlSubscription>().RunAsync(host.ActorOf(Role.Admin), id, SubscriptionCommand.Pause, default);
        await host.TellAsync("while paused");

        Assert.Equal(1, await host.EventsAsync());
        Assert.Single(await host.DeliveriesAsync());
        await using var other = host.OpenDb();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Get<WebhookOutbox>().AddAsync(other, "no.such", "key", new { }, DateTimeOffset.UtcNow, default));
    }

    [Fact]
    public async Task What_was_stored_is_delivered_after_the_house_was_killed_and_the_receiver_is_back()
    {
        var folder = Directory.CreateTempSubdirectory("evops-webhooks-").FullName;
        var database = Path.Combine(folder, "evops.db");
        var receiver = await Receiver.OpenAsync();
        var address = receiver.Address;
        Guid id;
        string secret;
        await using (var host = await EvOpsHost.StartAsync(settings: [$"ConnectionStrings:EvOps=Data Source={database}"])) (id, secret) = await host.SubscribeAsync(address);
        await receiver.DisposeAsync();

        await using (var process = await EvOpsProcess.StartAsync(database))
        {
            using var http = new HttpClient { BaseAddress = process.Address };
            var token = (await http.PostApiAsync("/v1/auth/login", new { email = EvOpsHost.EmailOf(Role.Admin), password = EvOpsHost.Password })).Data.Text("accessToken");
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            Assert.True((await http.PostApiAsync($"/v1/webhooks/{id}/test")).Success);
            await process.KillAsync();
        }

        await using var back = await Receiver.OpenAsync(address.Port);
        await using var after = await EvOpsHost.StartAsync(new FakeClock(DateTimeOffset.UtcNow), [$"ConnectionStrings:EvOps=Data Source={database}"]);
        await after.TickUntilAsync(Second, async () => (await after.DeliveriesAsync()).Single().State == DeliveryState.Delivered);

        Assert.True(Assert.Single(back.All).IsSignedWith(secret));
    }

    [Fact]
    public async Task Who_does_not_answer_is_asked_again_later_and_later_and_every_attempt_is_kept()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var receiver = await Receiver.OpenAsync();
        receiver.AnswersWith(StatusCodes.Status503ServiceUnavailable, new string('x', 5000));
        var (id, _) = await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("again");

        for (var attempts = 1; attempts <= 4; attempts++)
        {
            var failed = await host.UntilAsync(row => row.Attempts == attempts);
            // The clock may have gone on by some seconds while the receiver answered, or after it did.
            Assert.InRange((failed.DueAt - failed.LastAttemptAt!.Value).TotalSeconds, 0.8 * 10 * Math.Pow(2, attempts - 1) - 0.1, 1.2 * 10 * Math.Pow(2, attempts - 1) + 6);
            host.Clock!.Advance(failed.DueAt - host.Clock.GetUtcNow() - Second);
            Assert.Equal(attempts, receiver.All.Count);
            if (attempts == 4) receiver.AnswersWith(StatusCodes.Status204NoContent);
            host.Clock.Advance(TimeSpan.FromSeconds(6));
        }

        var delivered = await host.UntilAsync(row => row.State == DeliveryState.Delivered);
        var tries = (await host.DeliveryAsync(delivered.Id)).Tries;
        Assert.Equal(["204 No Content", "503 Service Unavailable", "503 Service Unavailable", "503 Service Unavailable", "503 Service Unavailable"], tries.Select(a => a.Outcome));
        Assert.Equal(1000, tries[1].Answer!.Length);
        Assert.Single(receiver.All.Select(one => one.Delivery).Distinct());
        var row = await host.SubscriptionAsync(id);
        Assert.Equal((5, 1, null, SubscriptionState.Active), (row.Attempts, row.Successes, row.FailingSince, row.State));
    }

    [Fact]
    public async Task It_is_given_up_after_three_days_and_sent_again_when_somebody_says_so()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock(), ["Webhooks:DisableAfterHours=720"]);
        await using var receiver = await Receiver.OpenAsync();
        receiver.AnswersWith(StatusCodes.Status500InternalServerError);
        await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("dead");

        await host.UntilAsync(row => row is { Attempts: 1, State: DeliveryState.Waiting });
        await host.SleepAsync(WebhookDelivery.Patience);
        var given = await host.UntilAsync(row => row.State == DeliveryState.GivenUp);
        Assert.Equal(2, given.Attempts);

        receiver.AnswersWith(StatusCodes.Status200OK);
        Assert.True((await host.Client(Role.Admin).PostApiAsync($"/v1/webhooks/deliveries/{given.Id}/resend")).Success);
        var delivered = await host.UntilAsync(row => row.State == DeliveryState.Delivered);
        Assert.Equal(given.Attempts + 1, delivered.Attempts);
        Assert.Equal(given.Id, receiver.All[^1].Delivery);
        // And once more, though it was delivered.
        Assert.True((await host.Client(Role.Admin).PostApiAsync($"/v1/webhooks/deliveries/{given.Id}/resend")).Success);
        await host.UntilAsync(row => row.Attempts == given.Attempts + 2 && row.State == DeliveryState.Delivered);
    }

    [Fact]
    public void Waits_double_from_ten_seconds_to_six_hours_and_the_twenty_fourth_failure_is_the_last()
    {
        var now = DateTimeOffset.UnixEpoch;
        var delivery = new WebhookDelivery(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), now);
        List<double> waits = [];
        for (var failures = 1; failures <= WebhookDelivery.MostTries; failures++)
        {
            Assert.Equal(DeliveryState.Waiting, delivery.State);
            delivery.Note(new WebhookAttempt(delivery.Id, delivery.SubscriptionId, now, new SendResult(500, "500", Second, null)), now, chance: 0.5);
            waits.Add((delivery.DueAt - now).TotalSeconds);
        }

        Assert.Equal(DeliveryState.GivenUp, delivery.State);
        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 21600, 21600], waits.Take(14));
        Assert.Equal((8, 12), (WebhookDelivery.WaitAfter(1, 0).TotalSeconds, WebhookDelivery.WaitAfter(1, 1).TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(6), WebhookDelivery.WaitAfter(24, 1));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_asked_no_more()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var receiver = await Receiver.OpenAsync();
        receiver.AnswersWith(StatusCodes.Status410Gone);
        var (id, _) = await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("first");

        await host.UntilAsync(row => row.State == DeliveryState.GivenUp);
        var row = await host.SubscriptionAsync(id);
        Assert.Equal(SubscriptionState.Disabled, row.State);
        Assert.Contains("410 Gone", row.DisabledReason, StringComparison.Ordinal);
        Assert.Contains(await host.Get<FindAttention>().RunAsync(host.Clock!.GetUtcNow(), default), item => item.Kind == AttentionKind.WebhookDisabled && item.Charger == "Tickets");
        await host.TellAsync("second");
        Assert.Equal(1, await host.EventsAsync());
    }

    [Fact]
    public async Task Who_fails_for_a_day_is_disabled_with_the_reason_and_gets_what_waits_when_it_is_resumed()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        var receiver = await Receiver.OpenAsync();
        var address = receiver.Address;
        await receiver.DisposeAsync();
        var (id, _) = await host.SubscribeAsync(address);
        await host.TellAsync("waits");
        await host.UntilAsync(row => row.Attempts == 1);

        await host.SleepAsync(TimeSpan.FromHours(23));
        await host.UntilAsync(row => row.Attempts == 2);
        Assert.Equal(SubscriptionState.Active, (await host.SubscriptionAsync(id)).State);
        await host.SleepAsync(TimeSpan.FromHours(2));
        await HostChargers.UntilAsync(async () => (await host.SubscriptionAsync(id)).State == SubscriptionState.Disabled);
        Assert.Equal("Every delivery failed for 24 h; the last one: The connection was refused.", (await host.SubscriptionAsync(id)).DisabledReason);
        await using (var db = host.OpenDb()) Assert.Equal("webhooks", (await db.AuditEntries.SingleAsync(e => e.Action == "disable webhook")).Who);

        await using var back = await Receiver.OpenAsync(address.Port);
        Assert.True((await host.Client(Role.Admin).PostApiAsync($"/v1/webhooks/{id}/resume")).Success);
        await host.UntilAsync(row => row.State == DeliveryState.Delivered);
        Assert.Equal((SubscriptionState.Active, null), ((await host.SubscriptionAsync(id)).State, (await host.SubscriptionAsync(id)).DisabledReason));
    }

    [Fact]
    public async Task A_receiver_that_is_silent_holds_up_nobody_else_and_a_redirect_is_not_followed()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var silent = await Receiver.OpenAsync();
        await using var quick = await Receiver.OpenAsync();
        await using var elsewhere = await Receiver.OpenAsync();
        silent.Answers = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await host.SubscribeAsync(silent.Address, "Silent");
        var (quickId, _) = await host.SubscribeAsync(quick.Address, "Quick");
        for (var i = 0; i < 20; i++) await host.TellAsync($"event {i}");

        await HostChargers.UntilAsync(() => Task.FromResult(quick.All.Count == 20 && silent.All.Count == 4));
        await HostChargers.UntilAsync(async () => (await host.DeliveriesAsync(new(quickId))).All(row => row.State == DeliveryState.Delivered));
        host.Clock!.Advance(TimeSpan.FromSeconds(11));
        await HostChargers.UntilAsync(async () => (await host.DeliveriesAsync()).Count(row => row.LastOutcome == "No answer within 10 s") == 4);

        await host.SubscribeAsync(new Uri(quick.Address, "/moved"), "Moved", WebhookEventType.FaultCleared);
        quick.Answers = http =>
        {
            http.Response.Redirect(elsewhere.Address.ToString());
            return Task.CompletedTask;
        };
        await host.TellAsync("moved", WebhookEventType.FaultCleared);
        await HostChargers.UntilAsync(async () => (await host.DeliveriesAsync(new(Type: WebhookEventType.FaultCleared))).Single().LastOutcome == "302 Found");
        Assert.Empty(elsewhere.All);
    }

    [Fact]
    public async Task Two_nodes_over_one_database_send_each_delivery_once()
    {
        await using var one = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        await using var database = one.OpenDb();
        await using var two = await EvOpsHost.StartAsync(settings: [$"ConnectionStrings:EvOps={database.Database.GetConnectionString()}"]);
        await one.SubscribeAsync(receiver.Address);
        const int Events = 60;
        for (var i = 0; i < Events; i++)
        {
            await one.TellAsync($"event {i}");
            two.Get<WebhookOutbox>().Wake();
        }

        await HostChargers.UntilAsync(async () => (await one.DeliveriesAsync(new(State: DeliveryState.Delivered))).Count == Events);
        Assert.Equal(Events, receiver.All.Count);
        Assert.Equal(Events, receiver.All.Select(got => got.Delivery).Distinct().Count());
    }

    [Fact]
    public async Task What_a_node_died_over_is_sent_again_when_its_lease_has_run_out()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var receiver = await Receiver.OpenAsync();
        await host.SubscribeAsync(receiver.Address);
        await using (var db = host.OpenDb())
        {
            await host.Get<WebhookOutbox>().AddAsync(db, WebhookEventType.SessionStuck, "claimed", new { }, host.Clock!.GetUtcNow(), default);
            // Another node claims it, and is never heard of again.
            Assert.True(db.WebhookDeliveries.Local.Single().Claim(host.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        host.Clock!.Advance(WebhookDelivery.Lease - Second);
        host.Get<WebhookOutbox>().Wake();
        var claimed = (await host.DeliveriesAsync()).Single();
        Assert.Equal("delivery_in_flight", (await host.Client(Role.Admin).PostApiAsync($"/v1/webhooks/deliveries/{claimed.Id}/resend")).Code);
        Assert.Empty(receiver.All);

        await host.TickUntilAsync(Second, async () => (await host.DeliveriesAsync()).Single().State == DeliveryState.Delivered);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task Old_events_are_removed_with_their_deliveries_and_attempts()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var receiver = await Receiver.OpenAsync();
        await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("old");
        await host.UntilAsync(row => row.State == DeliveryState.Delivered);
        await host.SleepAsync(TimeSpan.FromDays(29));
        await host.TellAsync("young");
        await HostChargers.UntilAsync(() => Task.FromResult(receiver.All.Count == 2));
        await host.Get<RemoveOldDeliveries>().RunAsync(default);
        Assert.Equal(2, await host.EventsAsync());

        await host.SleepAsync(TimeSpan.FromDays(2));
        for (var i = 0; i < 2; i++) await host.Get<RemoveOldDeliveries>().RunAsync(default);

        await using var db = host.OpenDb();
        Assert.Equal("young", (await db.WebhookEvents.SingleAsync()).Key);
        Assert.Single(await db.WebhookDeliveries.ToListAsync());
        Assert.DoesNotContain(await db.WebhookAttempts.ToListAsync(), a => a.At < host.Clock!.GetUtcNow().AddDays(-30));
    }

    [Fact]
    public async Task The_house_closes_while_a_receiver_is_silent_and_the_delivery_goes_out_at_the_next_start()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await using var receiver = await Receiver.OpenAsync();
        var isSilent = true;
        receiver.Answers = http => isSilent ? Task.Delay(Timeout.Infinite, http.RequestAborted) : http.Response.WriteAsync("back");
        await host.SubscribeAsync(receiver.Address);
        await host.TellAsync("in flight");
        await HostChargers.UntilAsync(() => Task.FromResult(receiver.All.Count == 1));

        await host.StopAsync();
        isSilent = false;
        await host.StartAgainAsync();
        await host.TickUntilAsync(Second, async () => (await host.DeliveriesAsync()).Single().State == DeliveryState.Delivered);

        Assert.Equal(2, receiver.All.Count);
        Assert.Single(receiver.All.Select(got => got.Delivery).Distinct());
    }
}
