using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Sends a <see cref="WebhookEventType.Ping"/> to one subscription: a real delivery, signed and retried as any other.</summary>
public sealed class SendTestEvent(IDbContextFactory<EvOpsDb> databases, WebhookOutbox outbox, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <returns>Id of the delivery, which is under way.</returns>
    public async Task<Outcome<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var subscription = await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);
        var outcome = Decide(db, actor, subscription);
        audit.Note(db, actor, "send webhook test", "webhook", id.ToString(), outcome.Refusal?.Message ?? "done", subscription?.Name);
        await db.SaveChangesAsync(cancel);
        if (!outcome.IsDone) return outcome;

        live.Publish(new DeliveryChanged(id, outcome.Value));
        outbox.Wake();
        return outcome;
    }

    private Outcome<Guid> Decide(EvOpsDb db, Actor actor, WebhookSubscription? subscription)
    {
        if (actor.Require(Permission.ManageWebhooks, "send test events").Refusal is { } forbidden) return forbidden;
        if (subscription is null) return ListSubscriptions.NotFound;
        if (subscription.State != SubscriptionState.Active) return ResendDelivery.NotActive(subscription.Name);

        var now = time.GetUtcNow();
        return WebhookOutbox.Add(
            db, WebhookEventType.Ping, Ids.New(now).ToString(), new { subscription = subscription.Name, sentBy = actor.Name, message = "A test event from EvOps." }, now, [subscription.Id]).Id;
    }
}
