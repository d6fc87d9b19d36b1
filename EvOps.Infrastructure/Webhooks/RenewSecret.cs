using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Gives a subscription a new secret, because the old one was lost or seen. The next delivery is signed with it.</summary>
public sealed class RenewSecret(IDbContextFactory<EvOpsDb> databases, WebhookSecrets secrets, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome<SavedSubscription>> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, cancel));
        if (outcome.IsDone) live.Publish(new SubscriptionChanged(id));
        return outcome;
    }

    private async Task<Outcome<SavedSubscription>> TryAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var subscription = await db.WebhookSubscriptions.SingleOrDefaultAsync(s => s.Id == id, cancel);
        var refusal = actor.Require(Permission.ManageWebhooks, "change webhooks").Refusal ?? (subscription is null ? ListSubscriptions.NotFound : null);
        var (secret, stored) = secrets.Make();
        if (refusal is null) subscription!.RenewSecret(stored);
        audit.Note(db, actor, "renew webhook secret", "webhook", id.ToString(), refusal?.Message ?? "done", subscription?.Name);
        await db.SaveChangesAsync(cancel);
        return refusal is null ? new SavedSubscription(id, secret) : refusal;
    }
}
