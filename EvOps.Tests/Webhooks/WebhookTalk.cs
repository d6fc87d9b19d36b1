using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Webhooks;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Webhooks;

/// <summary>What tests say of subscriptions and deliveries.</summary>
internal static class WebhookTalk
{
    /// <summary>Subscribes through the API: the subscription's id and its secret.</summary>
    public static async Task<(Guid Id, string Secret)> SubscribeAsync(this EvOpsHost host, Uri url, string name = "Tickets", params string[] events)
    {
        var answer = await host.Client(Role.Admin).PostApiAsync("/v1/webhooks", new { name, url, events = events.Length > 0 ? events : [WebhookEventType.SessionStuck] });
        Assert.True(answer.Success, answer.Body.GetRawText());
        return (answer.Data.GetProperty("id").GetGuid(), answer.Data.GetProperty("secret").GetString()!);
    }

    /// <summary>As a room tells of something: in its own save.</summary>
    public static async Task TellAsync(this EvOpsHost host, string key, string type = WebhookEventType.SessionStuck, bool wakes = true)
    {
        await using var db = host.OpenDb();
        await host.Get<WebhookOutbox>().AddAsync(db, type, key, new { key }, host.Get<TimeProvider>().GetUtcNow(), default);
        await db.SaveChangesAsync();
        if (wakes) host.Get<WebhookOutbox>().Wake();
    }

    public static async Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(this EvOpsHost host, DeliveryFilter? filter = null) =>
        (await host.Get<ListDeliveries>().RunAsync(Actor.House("test"), filter ?? new(), 100, 0, default)).Value.Items;

    public static async Task<DeliveryDetail> DeliveryAsync(this EvOpsHost host, Guid id) =>
        (await host.Get<ShowDelivery>().RunAsync(Actor.House("test"), id, default)).Value;

    public static async Task<SubscriptionRow> SubscriptionAsync(this EvOpsHost host, Guid id) =>
        (await host.Get<ListSubscriptions>().FindAsync(Actor.House("test"), id, default)).Value;

    /// <summary>Waits for the one delivery there is to be as it should.</summary>
    public static async Task<DeliveryRow> UntilAsync(this EvOpsHost host, Func<DeliveryRow, bool> condition)
    {
        DeliveryRow? found = null;
        await HostChargers.UntilAsync(async () => (found = (await host.DeliveriesAsync()).SingleOrDefault(condition)) is not null);
        return found!;
    }

    /// <summary>Lets the clock run in steps until something holds.</summary>
    public static Task TickUntilAsync(this EvOpsHost host, TimeSpan step, Func<Task<bool>> condition) => HostChargers.UntilAsync(async () =>
    {
        if (await condition()) return true;
        host.Clock!.Advance(step);
        return false;
    });

    /// <summary>Lets much time pass while the house is closed, so that its timers need not ring a million times.</summary>
    public static async Task SleepAsync(this EvOpsHost host, TimeSpan time)
    {
        await host.StopAsync();
        host.Clock!.Advance(time);
        await host.StartAgainAsync();
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static async Task<int> EventsAsync(this EvOpsHost host)
    {
        await using var db = host.OpenDb();
        return await db.WebhookEvents.CountAsync();
    }
}
