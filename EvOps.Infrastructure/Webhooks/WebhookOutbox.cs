using EvOps.Domain.Common;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>
/// Where rooms leave what others are to be told of. The event rides in the caller's own save, so that what happened and the telling
/// of it stand or fall together:
/// <code>
/// await outbox.AddAsync(db, WebhookEventType.SessionStuck, sessionId.ToString(), new { sessionId }, now, cancel);
/// await db.SaveChangesAsync(cancel);
/// outbox.Wake();
/// </code>
/// </summary>
public sealed class WebhookOutbox
{
    private volatile TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Adds the event, and a delivery for each active subscription of its type, to what the caller is about to save; nothing where
    /// nobody subscribes. The same type and key twice is one event: it is looked for here, so that a second telling adds nothing and
    /// no save fails. Only where two save the same one in the same instant does the second run into the unique key, which
    /// <see cref="Races"/> takes for the lost race it is: save inside <see cref="Races.DecideAgainAsync"/>.
    /// </summary>
    /// <param name="db">The caller's context; it is not saved here.</param>
    /// <param name="type">One of <see cref="WebhookEventType"/>; any other is a bug and throws.</param>
    /// <param name="key">What makes this event this one, such as the session's id; at most 255 characters.</param>
    /// <param name="data">What it tells, written as JSON in camelCase.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="cancel">Gives up.</param>
#pragma warning disable CA1822 // Whoever adds also wakes: both are asked of the same outbox.
    public async Task AddAsync(EvOpsDb db, string type, string key, object data, DateTimeOffset now, CancellationToken cancel)
#pragma warning restore CA1822
    {
        if (!WebhookEventType.IsKnown(type)) throw new ArgumentException($"{type} is no event that anybody can subscribe to.", nameof(type));

        var active = await db.WebhookSubscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Active).ToListAsync(cancel);
        var wanting = active.FindAll(subscription => subscription.Wants(type));
        if (wanting.Count == 0) return;
        if (db.WebhookEvents.Local.Any(e => e.Type == type && e.Key == key) || await db.WebhookEvents.AnyAsync(e => e.Type == type && e.Key == key, cancel)) return;

        Add(db, type, key, data, now, wanting.Select(subscription => subscription.Id));
    }

    /// <summary>After the save: sends at once what is due. Without it the sender finds it some seconds later.</summary>
    public void Wake() => rung.TrySetResult();

    /// <returns>The last of its deliveries.</returns>
    internal static WebhookDelivery Add(EvOpsDb db, string type, string key, object data, DateTimeOffset now, IEnumerable<Guid> subscriptions)
    {
        var id = Ids.New(now);
        db.WebhookEvents.Add(new WebhookEvent(id, type, key, now, WebhookPayload.Write(id, type, now, data)));
        WebhookDelivery[] deliveries = [.. subscriptions.Select(subscription => new WebhookDelivery(Ids.New(now), id, subscription, now))];
        db.WebhookDeliveries.AddRange(deliveries);
        return deliveries[^1];
    }

    /// <summary>Done at the next <see cref="Wake"/> from now on. For the one sender of this process.</summary>
    internal Task NextRing() => (rung = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
