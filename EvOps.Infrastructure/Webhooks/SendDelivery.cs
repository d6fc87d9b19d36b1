using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>A delivery that this node has claimed, with all that sending it takes.</summary>
internal sealed record ClaimedDelivery(Guid Id, Guid SubscriptionId, string Url, string ProtectedSecret, WebhookEvent Event);

/// <summary>
/// Claims a delivery, sends it, and keeps what came of it. Between claim and outcome the process may die: then the lease runs out and
/// somebody sends it again.
/// </summary>
internal sealed class SendDelivery(
    IDbContextFactory<EvOpsDb> databases, WebhookClient client, WebhookSecrets secrets, AuditTrail audit, LiveFeed live, WebhookInstruments instruments, TimeProvider time, IOptions<WebhooksOptions> options)
{
    /// <summary>Null where it is not due any more, or another node was first.</summary>
    public async Task<ClaimedDelivery?> ClaimAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == id, cancel);
        var subscription = delivery is null ? null : await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == delivery.SubscriptionId, cancel);
        if (subscription is not { State: SubscriptionState.Active } || !delivery!.Claim(time.GetUtcNow())) return null;

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception lost) when (Races.IsLostRace(lost))
        {
            return null;
        }

        var sent = await db.WebhookEvents.AsNoTracking().SingleAsync(e => e.Id == delivery.EventId, cancel);
        return new ClaimedDelivery(id, subscription.Id, subscription.Url, subscription.ProtectedSecret, sent);
    }

    /// <param name="claimed">What was claimed.</param>
    /// <param name="abandon">Leaves it to the lease.</param>
    public async Task RunAsync(ClaimedDelivery claimed, CancellationToken abandon)
    {
        var begun = time.GetUtcNow();
        var result = secrets.Open(claimed.ProtectedSecret) is { } secret
            ? await client.PostAsync(claimed.Url, secret, claimed.Id, claimed.Event, abandon)
            : new SendResult(null, "The secret cannot be read any more; make a new one", TimeSpan.Zero, null);

        instruments.Sent(result.Status is >= 200 and <= 299);
        var wasDisabled = await Races.DecideAgainAsync(() => TryNoteAsync(claimed, begun, result));
        live.Publish(new DeliveryChanged(claimed.SubscriptionId, claimed.Id));
        if (wasDisabled) live.Publish(new SubscriptionChanged(claimed.SubscriptionId));
    }

    /// <returns>Whether it was the failure that disabled the subscription.</returns>
    private async Task<bool> TryNoteAsync(ClaimedDelivery claimed, DateTimeOffset begun, SendResult result)
    {
        await using var db = await databases.CreateDbContextAsync();
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == claimed.Id);
        var subscription = await db.WebhookSubscriptions.SingleOrDefaultAsync(s => s.Id == claimed.SubscriptionId);
        // Removed while it was sent.
        if (delivery is null || subscription is null) return false;

        var (attempt, now) = (new WebhookAttempt(claimed.Id, claimed.SubscriptionId, begun, result), time.GetUtcNow());
        db.WebhookAttempts.Add(attempt);
        delivery.Note(attempt, now, Random.Shared.NextDouble());
        var wasDisabled = false;
        if (attempt.IsSuccess) subscription.NoteSuccess();
        else wasDisabled = subscription.NoteFailure(now, TimeSpan.FromHours(options.Value.DisableAfterHours), attempt.IsGone, attempt.Outcome);
        if (wasDisabled) audit.Note(db, Actor.House("webhooks"), "disable webhook", "webhook", subscription.Id.ToString(), "done", $"{subscription.Name}: {subscription.DisabledReason}");
        await db.SaveChangesAsync();
        return wasDisabled;
    }
}
