using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Which alerts are meant; null is all.</summary>
/// <param name="ChargePoint">The charger's identity, exactly.</param>
/// <param name="From">By the time it was raised; inclusive.</param>
/// <param name="OpenOnly">Only what holds.</param>
/// <param name="ChargePointPart">Part of the charger's identity.</param>
/// <param name="To">Exclusive.</param>
public sealed record AlertSearch(
    AlertState? State = null, AlertSeverity? Severity = null, string? ChargePoint = null, Guid? StationId = null, DateTimeOffset? From = null, bool OpenOnly = false,
    string? ChargePointPart = null, DateTimeOffset? To = null);

/// <summary>The alerts, the open ones first, of these the gravest.</summary>
public sealed class ListAlerts(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<Alert>>> RunAsync(Actor actor, AlertSearch search, int limit, int offset, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see alerts");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = db.Alerts.AsNoTracking()
            .Where(a => search.State == null || a.State == search.State)
            .Where(a => search.Severity == null || a.Severity == search.Severity)
            .Where(a => search.ChargePoint == null || a.ChargePoint == search.ChargePoint)
            .Where(a => search.StationId == null || a.StationId == search.StationId)
            .Where(a => search.From == null || a.RaisedAt >= search.From)
            .Where(a => search.To == null || a.RaisedAt < search.To);
        if (!string.IsNullOrWhiteSpace(search.ChargePointPart))
        {
            var pattern = Like.Containing(search.ChargePointPart);
            found = found.Where(a => EF.Functions.Like(a.ChargePoint!, pattern, Like.Escape));
        }

        if (search.OpenOnly) found = found.Where(a => a.ResolvedAt == null);
        var total = await found.CountAsync(cancel);
        var page = await found.OrderBy(a => a.ResolvedAt != null)
            .ThenByDescending(a => a.Severity == AlertSeverity.Critical ? 2 : a.Severity == AlertSeverity.Warning ? 1 : 0)
            .ThenByDescending(a => a.RaisedAt).ThenBy(a => a.Id).Skip(offset).Take(limit).ToListAsync(cancel);
        return new Page<Alert>(page, total, limit, offset);
    }
}

/// <summary>Somebody takes an alert, or does not want to hear of it for a while.</summary>
public sealed class HandleAlert(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public Task<Outcome<Alert>> AcknowledgeAsync(Actor actor, Guid alertId, string? comment, CancellationToken cancel) =>
        RunAsync(actor, alertId, "acknowledge alert", comment, alert => alert.Acknowledge(actor.Name, comment, time.GetUtcNow()), cancel);

    public Task<Outcome<Alert>> SnoozeAsync(Actor actor, Guid alertId, TimeSpan span, CancellationToken cancel) =>
        RunAsync(actor, alertId, "snooze alert", $"{span.TotalMinutes:0} min", alert => alert.Snooze(span, time.GetUtcNow()), cancel);

    private async Task<Outcome<Alert>> RunAsync(Actor actor, Guid alertId, string deed, string? details, Func<Alert, Outcome> decide, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var alert = await db.Alerts.SingleOrDefaultAsync(a => a.Id == alertId, cancel);
            var may = actor.Require(Permission.HandleAlerts, "handle alerts");
            var done = !may.IsDone ? may : alert is null ? Refuse.NotFound("alert_not_found", "There is no such alert.") : decide(alert);
            audit.Note(db, actor, deed, "alert", alertId.ToString(), done.Refusal?.Message ?? "done", details);
            await db.SaveChangesAsync(cancel);
            return done.IsDone ? (Outcome<Alert>)alert! : done.Refusal;
        });
        if (outcome.IsDone) live.Publish(new AlertChanged(alertId));
        return outcome;
    }
}
