using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>One line of the delivery log.</summary>
/// <param name="At">When the event happened.</param>
/// <param name="DueAt">Of what waits: when it is tried next.</param>
/// <param name="LastOutcome">What came of the last attempt, in words; null where there was none yet.</param>
public sealed record DeliveryRow(
    Guid Id, Guid SubscriptionId, string Subscription, Guid EventId, string Type, DateTimeOffset At, DeliveryState State, DateTimeOffset DueAt, int Attempts,
    DateTimeOffset? LastAttemptAt, string? LastOutcome);

/// <summary>Which deliveries.</summary>
/// <param name="Type">Name of the event.</param>
public sealed record DeliveryFilter(Guid? SubscriptionId = null, DeliveryState? State = null, string? Type = null);

/// <summary>The delivery log, newest first.</summary>
public sealed class ListDeliveries(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<DeliveryRow>>> RunAsync(Actor actor, DeliveryFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWebhooks, "see webhooks").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var deliveries = db.WebhookDeliveries.AsNoTracking();
        if (filter.SubscriptionId is { } subscription) deliveries = deliveries.Where(d => d.SubscriptionId == subscription);
        if (filter.State is { } state) deliveries = deliveries.Where(d => d.State == state);
        var rows = Rows(db, deliveries);
        if (filter.Type is { } type) rows = rows.Where(row => row.Event.Type == type);
        return await rows.OrderByDescending(row => row.Delivery.CreatedAt).ThenByDescending(row => row.Delivery.Id).Select(row => new DeliveryRow(
            row.Delivery.Id, row.Delivery.SubscriptionId, row.Subscription.Name, row.Event.Id, row.Event.Type, row.Event.At, row.Delivery.State, row.Delivery.DueAt, row.Delivery.Attempts,
            row.Delivery.LastAttemptAt, row.Delivery.LastOutcome)).PageAsync(limit, offset, cancel);
    }

    /// <summary>Deliveries with what they are of; those whose subscription is gone are nobody's.</summary>
    internal static IQueryable<DeliveryParts> Rows(EvOpsDb db, IQueryable<WebhookDelivery> deliveries) =>
        from delivery in deliveries
        join sent in db.WebhookEvents.AsNoTracking() on delivery.EventId equals sent.Id
        join subscription in db.WebhookSubscriptions.AsNoTracking() on delivery.SubscriptionId equals subscription.Id
        select new DeliveryParts { Delivery = delivery, Event = sent, Subscription = subscription };

    internal sealed class DeliveryParts
    {
        public required WebhookDelivery Delivery { get; init; }

        public required WebhookEvent Event { get; init; }

        public required WebhookSubscription Subscription { get; init; }
    }
}
