using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>A subscription with how it fares.</summary>
/// <param name="FailingSince">The first failure since the last success; null while all is well.</param>
/// <param name="Waiting">Deliveries that are still to be sent.</param>
/// <param name="LastAt">Its last attempt; null where there was none yet.</param>
/// <param name="LastOutcome">What came of that, in words.</param>
/// <param name="Attempts">In the last 24 hours.</param>
/// <param name="Successes">Of those.</param>
public sealed record SubscriptionRow(
    Guid Id, string Name, string Url, IReadOnlyList<string> Events, SubscriptionState State, string? DisabledReason, DateTimeOffset? DisabledAt,
    DateTimeOffset? FailingSince, int Version, DateTimeOffset CreatedAt, int Waiting, DateTimeOffset? LastAt, string? LastOutcome, bool? LastSucceeded, int Attempts, int Successes)
{
    /// <summary>Of the last 24 hours, in percent; null where nothing was sent.</summary>
    public double? SuccessPercent => Attempts == 0 ? null : 100.0 * Successes / Attempts;
}

/// <summary>The subscriptions by name: at most fifty.</summary>
public sealed class ListSubscriptions(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    internal static readonly Refusal NotFound = Refuse.NotFound("subscription_not_found", "There is no such subscription.");

    public async Task<Outcome<Page<SubscriptionRow>>> RunAsync(Actor actor, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWebhooks, "see webhooks").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var page = await db.WebhookSubscriptions.AsNoTracking().OrderBy(s => s.Name).PageAsync(limit, offset, cancel);
        return new Page<SubscriptionRow>(await RowsAsync(db, page.Items, cancel), page.Total, page.Limit, page.Offset);
    }

    public async Task<Outcome<SubscriptionRow>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageWebhooks, "see webhooks").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.WebhookSubscriptions.AsNoTracking().Where(s => s.Id == id).ToListAsync(cancel);
        return found.Count == 0 ? NotFound : (await RowsAsync(db, found, cancel))[0];
    }

    private async Task<List<SubscriptionRow>> RowsAsync(EvOpsDb db, IReadOnlyList<WebhookSubscription> subscriptions, CancellationToken cancel)
    {
        var since = time.GetUtcNow().AddDays(-1);
        var counts = await db.WebhookAttempts.AsNoTracking().Where(a => a.At >= since)
            .GroupBy(a => a.SubscriptionId, (id, all) => new { Id = id, Attempts = all.Count(), Successes = all.Count(a => a.IsSuccess) }).ToDictionaryAsync(row => row.Id, cancel);
        var attempts = db.WebhookAttempts;
        var lasts = await db.WebhookSubscriptions.AsNoTracking()
            .Select(s => new { s.Id, Last = attempts.Where(a => a.SubscriptionId == s.Id).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).FirstOrDefault() })
            .ToDictionaryAsync(row => row.Id, row => row.Last, cancel);
        var waiting = await db.WebhookDeliveries.AsNoTracking().Where(d => d.State == DeliveryState.Waiting)
            .GroupBy(d => d.SubscriptionId, (id, all) => new { Id = id, Count = all.Count() }).ToDictionaryAsync(row => row.Id, row => row.Count, cancel);
        return [.. subscriptions.Select(s =>
        {
            var (count, last) = (counts.GetValueOrDefault(s.Id), lasts.GetValueOrDefault(s.Id));
            return new SubscriptionRow(
                s.Id, s.Name, s.Url, s.Events, s.State, s.DisabledReason, s.DisabledAt, s.FailingSince, s.Version, s.CreatedAt,
                waiting.GetValueOrDefault(s.Id), last?.At, last?.Outcome, last?.IsSuccess, count?.Attempts ?? 0, count?.Successes ?? 0);
        })];
    }
}
