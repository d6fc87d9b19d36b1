using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>A subscription that was saved.</summary>
/// <param name="Secret">Of a new one, to be shown this once; null where it has one already.</param>
public sealed record SavedSubscription(Guid Id, string? Secret);

/// <summary>Adds a subscription, or changes one.</summary>
public sealed class SaveSubscription(
    IDbContextFactory<EvOpsDb> databases, WebhookSecrets secrets, AuditTrail audit, LiveFeed live, TimeProvider time, IOptions<WebhooksOptions> options)
{
    /// <param name="actor">Who.</param>
    /// <param name="id">Null for a new one.</param>
    /// <param name="wish">As it is to be.</param>
    /// <param name="seenVersion">The version the person had before him; a newer one is refused. Null: whatever is there is changed.</param>
    /// <param name="cancel">Gives up before it is saved.</param>
    public async Task<Outcome<SavedSubscription>> RunAsync(Actor actor, Guid? id, SubscriptionWish wish, int? seenVersion, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, wish, seenVersion, cancel));
        if (outcome.IsDone) live.Publish(new SubscriptionChanged(outcome.Value.Id));
        return outcome;
    }

    private async Task<Outcome<SavedSubscription>> TryAsync(Actor actor, Guid? id, SubscriptionWish wish, int? seenVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, id, wish, seenVersion, cancel);
        if (!outcome.IsDone) db.ChangeTracker.Clear();
        var subject = outcome.IsDone ? outcome.Value.Id : id;
        audit.Note(
            db, actor, id is null ? "add webhook" : "change webhook", "webhook", $"{subject}", outcome.Refusal?.Message ?? "done",
            $"{AuditTrail.Fit(wish.Name)}: {wish.Url}; {string.Join(", ", wish.Events ?? [])}");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<SavedSubscription>> DecideAsync(EvOpsDb db, Actor actor, Guid? id, SubscriptionWish wish, int? seenVersion, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWebhooks, "change webhooks").Refusal is { } forbidden) return forbidden;
        if (wish.Faults(options.Value.AllowHttp) is { } faults) return faults;

        var name = wish.Name!.Trim();
        if (await db.WebhookSubscriptions.AnyAsync(s => s.Id != id && s.Name == name, cancel))
            return Refuse.Conflict("subscription_name_taken", $"There is another subscription named {name}.");
        return id is { } known ? await ChangeAsync(db, known, wish, seenVersion, cancel) : await AddAsync(db, wish, cancel);
    }

    private async Task<Outcome<SavedSubscription>> AddAsync(EvOpsDb db, SubscriptionWish wish, CancellationToken cancel)
    {
        if (await db.WebhookSubscriptions.CountAsync(cancel) >= WebhookSubscription.Most)
            return Refuse.NotNow("too_many_subscriptions", $"There are {WebhookSubscription.Most} subscriptions, and no more fit. Remove one first.");

        var now = time.GetUtcNow();
        var (secret, stored) = secrets.Make();
        var added = db.WebhookSubscriptions.Add(new WebhookSubscription(Ids.New(now), wish, stored, now)).Entity;
        return new SavedSubscription(added.Id, secret);
    }

    private static async Task<Outcome<SavedSubscription>> ChangeAsync(EvOpsDb db, Guid id, SubscriptionWish wish, int? seenVersion, CancellationToken cancel)
    {
        var subscription = await db.WebhookSubscriptions.SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (subscription is null) return ListSubscriptions.NotFound;
        if (seenVersion is { } seen && seen != subscription.Version)
            return Refuse.Conflict("subscription_changed", $"Someone else has changed {subscription.Name} since you opened it. Open it again to see what is there now.");

        subscription.Change(wish);
        return new SavedSubscription(id, null);
    }
}
