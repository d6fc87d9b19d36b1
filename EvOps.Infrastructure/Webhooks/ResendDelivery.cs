using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Sends a delivery again, at once and with all its patience anew; the id stays, by which a receiver knows it.</summary>
public sealed class ResendDelivery(IDbContextFactory<EvOpsDb> databases, WebhookOutbox outbox, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        live.Publish(new DeliveryChanged(outcome.Value, id));
        outbox.Wake();
        return Outcome.Done;
    }

    /// <returns>Id of its subscription.</returns>
    private async Task<Outcome<Guid>> TryAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == id, cancel);
        var subscription = delivery is null ? null : await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == delivery.SubscriptionId, cancel);
        var outcome = Decide(actor, delivery, subscription);
        audit.Note(db, actor, "resend webhook", "webhook delivery", id.ToString(), outcome.Refusal?.Message ?? "done", subscription?.Name);
        await db.SaveChangesAsync(cancel);
        return outcome.IsDone ? subscription!.Id : outcome.Refusal;
    }

    private Outcome Decide(Actor actor, WebhookDelivery? delivery, WebhookSubscription? subscription)
    {
        var may = actor.Require(Permission.ManageWebhooks, "send webhooks again");
        if (!may.IsDone) return may;
        if (delivery is null || subscription is null) return ShowDelivery.NotFound;
        return subscription.State == SubscriptionState.Active ? delivery.SendAgain(time.GetUtcNow()) : NotActive(subscription.Name);
    }

    internal static Refusal NotActive(string name) => Refuse.NotNow("subscription_not_active", $"{name} is not active, so nothing is sent to it. Resume it first.");
}
