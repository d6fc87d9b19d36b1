using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Webhooks that reach nobody: subscriptions the house disabled, and deliveries that were given up.</summary>
public sealed class WebhookAlerts : IAlertSource
{
    private const string Disabled = "webhook_disabled", DeadLetter = "webhook_dead_letter", Dead = "webhook-dead";

    // Whoever has not looked after a day will not; the log of deliveries has it.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public string About => "webhooks";

    public IReadOnlyList<AlertRule> Rules { get; } =
    [
        new(Disabled, "A webhook was disabled, because its receiver failed for too long."),
        new(DeadLetter, "Deliveries of webhooks were given up within the last day."),
    ];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<SubscriptionChanged>(_ => look())];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var disabled = await look.Db.WebhookSubscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Disabled).ToListAsync(cancel);
        var findings = new AlertFindings(disabled.Select(s => new AlertSignal(
            Key(s.Id), Disabled, AlertSeverity.Warning, $"Webhook {s.Name} was disabled", s.DisabledReason ?? "Its receiver has failed for too long.", "/webhooks", s.DisabledAt ?? look.Now, Needs: Permission.ManageWebhooks)));

        // Given up is what was tried last, and that is days after it was written.
        var recent = look.Now - Recent;
        var dead = await look.Db.WebhookDeliveries.AsNoTracking().Where(d => d.State == DeliveryState.GivenUp && d.LastAttemptAt >= recent)
            .GroupBy(_ => 1).Select(all => new { Count = all.Count(), First = all.Min(d => d.LastAttemptAt) }).SingleOrDefaultAsync(cancel);
        if (dead is not null)
            findings.Raise(new(
                Dead, DeadLetter, AlertSeverity.Warning, $"{dead.Count} webhook {(dead.Count == 1 ? "delivery was" : "deliveries were")} given up",
                "Their receivers have not heard of what happened. Look at the log, and send them again.", "/webhooks", dead.First ?? look.Now, Needs: Permission.ManageWebhooks));
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        if (over.Rule == DeadLetter) return "Every delivery that was given up was sent again, or is older than a day.";

        foreach (var subscription in await db.WebhookSubscriptions.AsNoTracking().ToListAsync(cancel))
            if (Key(subscription.Id) == over.Key) return $"Somebody switched {subscription.Name} on again.";
        return "Somebody removed the subscription.";
    }

    private static string Key(Guid id) => $"webhook-disabled/{id}";
}
