using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>What a person may do with a subscription besides changing it.</summary>
public enum SubscriptionCommand
{
    /// <summary>Sends nothing; what happens meanwhile is not sent later.</summary>
    Pause,

    /// <summary>Sends again, after a pause or after the house disabled it.</summary>
    Resume,

    /// <summary>Forgets it, with all that it was sent and was still to be sent.</summary>
    Remove,
}

/// <summary>Pauses, resumes or removes a subscription.</summary>
public sealed class ControlSubscription(IDbContextFactory<EvOpsDb> databases, WebhookOutbox outbox, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome> RunAsync(Actor actor, Guid id, SubscriptionCommand command, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, command, cancel));
        if (!outcome.IsDone) return outcome;

        live.Publish(new SubscriptionChanged(id));
        outbox.Wake();
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid id, SubscriptionCommand command, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var subscription = await db.WebhookSubscriptions.SingleOrDefaultAsync(s => s.Id == id, cancel);
        var outcome = Decide(db, actor, subscription, command);
        audit.Note(db, actor, $"{command.ToString().ToLowerInvariant()} webhook", "webhook", id.ToString(), outcome.Refusal?.Message ?? "done", subscription?.Name);
        await db.SaveChangesAsync(cancel);
        if (outcome.IsDone) await FollowAsync(db.WebhookDeliveries.Where(d => d.SubscriptionId == id), command, cancel);
        return outcome;
    }

    /// <summary>What it means for deliveries. A crash before it does no harm: what is nobody's goes with age, and what waits comes at its time.</summary>
    private async Task FollowAsync(IQueryable<WebhookDelivery> own, SubscriptionCommand command, CancellationToken cancel)
    {
        switch (command)
        {
            case SubscriptionCommand.Pause:
                break;
            case SubscriptionCommand.Resume:
                var now = time.GetUtcNow();
                await own.Where(d => d.State == DeliveryState.Waiting && d.LeasedUntil == null).ExecuteUpdateAsync(
                    set => set.SetProperty(d => d.DueAt, now).SetProperty(d => d.BegunAt, now).SetProperty(d => d.Tries, 0), cancel);
                break;
            case SubscriptionCommand.Remove:
                await own.ExecuteDeleteAsync(cancel);
                break;
            default:
                throw new InvalidOperationException($"{command} is no known command.");
        }
    }

    private static Outcome Decide(EvOpsDb db, Actor actor, WebhookSubscription? subscription, SubscriptionCommand command)
    {
        var may = actor.Require(Permission.ManageWebhooks, "change webhooks");
        if (!may.IsDone) return may;
        if (subscription is null) return ListSubscriptions.NotFound;
        switch (command)
        {
            case SubscriptionCommand.Pause:
                return subscription.Pause();
            case SubscriptionCommand.Resume:
                return subscription.Resume();
            case SubscriptionCommand.Remove:
                db.WebhookSubscriptions.Remove(subscription);
                return Outcome.Done;
            default:
                throw new InvalidOperationException($"{command} is no known command.");
        }
    }
}
