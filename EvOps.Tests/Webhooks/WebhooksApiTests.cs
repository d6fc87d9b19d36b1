using System.Net;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Webhooks;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Webhooks;

/// <summary>Subscriptions as another program keeps them.</summary>
public sealed class WebhooksApiTests
{
    private static readonly string[] Stuck = [WebhookEventType.SessionStuck];

    [Fact]
    public async Task A_subscription_is_added_changed_and_removed_and_each_step_is_in_the_audit_trail()
    {
        await using var host = await EvOpsHost.StartAsync();
        var admin = host.Client(Role.Admin);
        var (id, secret) = await host.SubscribeAsync(new Uri("https://tickets.example/hook"));

        var changed = await admin.PutApiAsync($"/v1/webhooks/{id}", new { name = "Desk", url = "https://desk.example/hook", events = new[] { "fault.raised", "session.stuck" }, version = 1 });
        Assert.Equal(("Desk", "https://desk.example/hook", "Active", 2), (changed.Data.Text("name"), changed.Data.Text("url"), changed.Data.Text("state"), changed.Data.GetProperty("version").GetInt32()));
        Assert.Equal(["session.stuck", "fault.raised"], changed.Data.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
        Assert.DoesNotContain(secret, (await admin.GetApiAsync("/v1/webhooks")).Body.GetRawText(), StringComparison.Ordinal);
        var late = await admin.PutApiAsync($"/v1/webhooks/{id}", new { name = "Late", url = "https://late.example/", events = Stuck, version = 1 });
        Assert.Equal((HttpStatusCode.Conflict, "subscription_changed"), (late.Status, late.Code));
        Assert.Equal("Paused", (await PausedAsync(admin, id)).Text("state"));
        Assert.Equal("subscription_not_active", (await admin.PostApiAsync($"/v1/webhooks/{id}/test")).Code);
        Assert.NotEqual(secret, (await admin.PostApiAsync($"/v1/webhooks/{id}/secret")).Data.Text("secret"));
        Assert.True((await admin.DeleteApiAsync($"/v1/webhooks/{id}")).Success);
        Assert.Equal((HttpStatusCode.NotFound, "subscription_not_found"), ((await admin.GetApiAsync($"/v1/webhooks/{id}")).Status, (await admin.DeleteApiAsync($"/v1/webhooks/{id}")).Code));

        await using var db = host.OpenDb();
        var trail = await db.AuditEntries.Where(e => e.SubjectKind == "webhook").OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(
            ["add webhook", "change webhook", "change webhook", "pause webhook", "pause webhook", "send webhook test", "renew webhook secret", "remove webhook", "remove webhook"], trail.Select(e => e.Action));
        Assert.DoesNotContain(trail, e => e.Details?.Contains("whsec_", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_secret_lies_in_the_database_only_protected()
    {
        await using var host = await EvOpsHost.StartAsync();
        var (_, secret) = await host.SubscribeAsync(new Uri("https://tickets.example/hook"));

        await using var db = host.OpenDb();
        var stored = (await db.WebhookSubscriptions.SingleAsync()).ProtectedSecret;
        Assert.DoesNotContain(secret["whsec_".Length..], stored, StringComparison.Ordinal);
        Assert.InRange(stored.Length, secret.Length, 1000);
        Assert.Equal(secret, host.Get<WebhookSecrets>().Open(stored));
    }

    [Theory]
    [InlineData("http://tickets.example/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fe80::1]/hook")]
    [InlineData("https://[::ffff:169.254.1.1]/hook")]
    [InlineData("https://0.0.0.0/hook")]
    [InlineData("https://user:word@tickets.example/hook")]
    [InlineData("ftp://tickets.example/hook")]
    [InlineData("/hook")]
    [InlineData("")]
    public async Task An_address_that_events_must_not_go_to_is_refused(string url)
    {
        await using var host = await EvOpsHost.StartAsync();

        var answer = await host.Client(Role.Admin).PostApiAsync("/v1/webhooks", new { name = "Tickets", url, events = Stuck });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.ErrorOf("url"));
    }

    [Fact]
    public async Task Plain_http_to_other_machines_is_a_matter_of_settings()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Webhooks:AllowHttp=true"]);

        await host.SubscribeAsync(new Uri("http://tickets.internal/hook"));
        Assert.NotEmpty((await host.Client(Role.Admin).PostApiAsync("/v1/webhooks", new { name = "Cloud", url = "http://169.254.169.254/", events = Stuck })).ErrorOf("url"));
    }

    [Fact]
    public async Task Names_are_unique_events_are_known_ones_and_there_are_fifty_at_most()
    {
        await using var host = await EvOpsHost.StartAsync();
        var admin = host.Client(Role.Admin);
        var unknown = await admin.PostApiAsync("/v1/webhooks", new { name = "Tickets", url = "https://t.example/", events = new[] { "session.stuck", "session.began" } });
        Assert.Contains("session.began", unknown.ErrorOf("events"), StringComparison.Ordinal);
        Assert.NotEmpty((await admin.PostApiAsync("/v1/webhooks", new { name = "Tickets", url = "https://t.example/", events = Array.Empty<string>() })).ErrorOf("events"));

        for (var i = 1; i <= WebhookSubscription.Most; i++) await host.SubscribeAsync(new Uri("https://t.example/"), $"Number {i}");

        Assert.Equal("subscription_name_taken", (await admin.PostApiAsync("/v1/webhooks", new { name = "Number 7", url = "https://t.example/", events = Stuck })).Code);
        Assert.Equal("too_many_subscriptions", (await admin.PostApiAsync("/v1/webhooks", new { name = "One more", url = "https://t.example/", events = Stuck })).Code);
        Assert.Equal(WebhookSubscription.Most, (await admin.GetApiAsync("/v1/webhooks?limit=5")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Only_administrators_see_and_change_them()
    {
        await using var host = await EvOpsHost.StartAsync();
        var (id, _) = await host.SubscribeAsync(new Uri("https://tickets.example/hook"));
        foreach (var role in new[] { Role.Operator, Role.Support, Role.Driver })
        {
            var http = host.Client(role);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync("/v1/webhooks")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetApiAsync("/v1/webhooks/deliveries")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.DeleteApiAsync($"/v1/webhooks/{id}")).Status);
            Assert.Equal("forbidden", (await host.Get<ControlSubscription>().RunAsync(host.ActorOf(role), id, SubscriptionCommand.Remove, default)).Refusal?.Code);
            Assert.Equal("forbidden", (await host.Get<SendTestEvent>().RunAsync(host.ActorOf(role), id, default)).Refusal?.Code);
            Assert.Equal("forbidden", (await host.Get<RenewSecret>().RunAsync(host.ActorOf(role), id, default)).Refusal?.Code);
            Assert.Equal("forbidden", (await host.Get<ListDeliveries>().RunAsync(host.ActorOf(role), new(), 10, 0, default)).Refusal?.Code);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/webhooks")).Status);
        Assert.Equal(SubscriptionState.Active, (await host.SubscriptionAsync(id)).State);
    }

    [Fact]
    public async Task A_test_event_is_a_real_delivery_and_is_found_in_the_log_with_its_attempts()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        var admin = host.Client(Role.Admin);
        var (id, secret) = await host.SubscribeAsync(receiver.Address);

        var sent = await admin.PostApiAsync($"/v1/webhooks/{id}/test");
        await host.UntilAsync(row => row.State == DeliveryState.Delivered);

        var got = Assert.Single(receiver.All);
        Assert.True(got.IsSignedWith(secret));
        Assert.Equal((WebhookEventType.Ping, sent.Data.GetProperty("deliveryId").GetGuid()), (got.Event, got.Delivery));
        var detail = (await admin.GetApiAsync($"/v1/webhooks/deliveries/{got.Delivery}")).Data;
        Assert.Equal("ping", detail.GetProperty("payload").Text("type"));
        Assert.Equal(("200 OK", "thank you"), (detail.GetProperty("attempts")[0].Text("outcome"), detail.GetProperty("attempts")[0].Text("answer")));
        Assert.Equal(1, (await admin.GetApiAsync($"/v1/webhooks/deliveries?type=ping&state=Delivered&subscriptionId={id}")).Data.GetProperty("total").GetInt32());
        Assert.Equal(0, (await admin.GetApiAsync("/v1/webhooks/deliveries?state=GIVEN_UP")).Data.GetProperty("total").GetInt32());
        Assert.Equal("delivery_not_found", (await admin.GetApiAsync($"/v1/webhooks/deliveries/{Guid.NewGuid()}")).Code);
    }

    private static async Task<System.Text.Json.JsonElement> PausedAsync(HttpClient admin, Guid id)
    {
        Assert.True((await admin.PostApiAsync($"/v1/webhooks/{id}/pause")).Success);
        Assert.Equal("subscription_paused", (await admin.PostApiAsync($"/v1/webhooks/{id}/pause")).Code);
        return (await admin.GetApiAsync($"/v1/webhooks/{id}")).Data;
    }
}
