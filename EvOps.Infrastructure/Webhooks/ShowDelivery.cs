using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>A delivery with what was sent and every attempt.</summary>
/// <param name="Payload">The body, as it is sent.</param>
/// <param name="IsUnderWay">Somebody sends it at this moment.</param>
/// <param name="Tries">Newest first.</param>
public sealed record DeliveryDetail(DeliveryRow Row, string Url, string Payload, bool IsUnderWay, IReadOnlyList<WebhookAttempt> Tries);

/// <summary>One delivery, wholly.</summary>
public sealed class ShowDelivery(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    internal static readonly Refusal NotFound = Refuse.NotFound("delivery_not_found", "There is no such delivery; they are removed after some weeks.");

    public async Task<Outcome<DeliveryDetail>> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWebhooks, "see webhooks").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await ListDeliveries.Rows(db, db.WebhookDeliveries.AsNoTracking().Where(d => d.Id == id)).SingleOrDefaultAsync(cancel);
        if (found is null) return NotFound;

        var (delivery, sent, subscription) = (found.Delivery, found.Event, found.Subscription);
        var tries = await db.WebhookAttempts.AsNoTracking().Where(a => a.DeliveryId == id).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).ToListAsync(cancel);
        var row = new DeliveryRow(
            id, subscription.Id, subscription.Name, sent.Id, sent.Type, sent.At, delivery.State, delivery.DueAt, delivery.Attempts, delivery.LastAttemptAt, delivery.LastOutcome);
        return new DeliveryDetail(row, subscription.Url, sent.Payload, delivery.LeasedUntil > time.GetUtcNow(), tries);
    }
}
