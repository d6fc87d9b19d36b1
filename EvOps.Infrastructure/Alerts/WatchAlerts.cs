using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Something about the alerts changed.</summary>
public readonly record struct AlertChanged(Guid AlertId);

/// <summary>How many alerts are open, and of these how many nobody has taken.</summary>
public readonly record struct AlertCounts(int Open, int Critical, int Untaken);

/// <summary>
/// Asks every room's rules what is wrong, every few seconds and at once when it is woken, and keeps the alerts by it: new ones are
/// raised and told, those that hold no more are over, and what nobody takes is told again.
/// </summary>
public sealed partial class WatchAlerts(
    IDbContextFactory<EvOpsDb> databases, IEnumerable<IAlertSource> sources, Notices notices, WebhookOutbox outbox, IOptions<AlertsOptions> options, LiveFeed live, TimeProvider time,
    ILogger<WatchAlerts> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(10);

    private volatile TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AlertCounts Counts { get; private set; }

    /// <summary>Something may have gone wrong or come right: look soon.</summary>
    public void Wake() => woken.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var wake = woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await LookSafelyAsync(stoppingToken);
                await Task.Delay(Spacing, time, stoppingToken);
                await Task.WhenAny(wake.Task, Task.Delay(Longest - Spacing, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    /// <summary>One look; two nodes may look at once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var (changed, told, counts) = await Races.DecideAgainAsync(() => TryAsync(cancel));
        Counts = counts;
        foreach (var one in told) notices.Tell(one);
        foreach (var id in changed) live.Publish(new AlertChanged(id));
        if (changed.Count > 0) outbox.Wake();
    }

    private async Task<(List<Guid> Changed, List<Told> Told, AlertCounts Counts)> TryAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var signals = await SignalsAsync(db, now, cancel);
        var recent = now - Alert.Flapping;
        var known = (await db.Alerts.Where(a => a.ResolvedAt == null || a.ResolvedAt >= recent).OrderBy(a => a.RaisedAt).ToListAsync(cancel))
            .GroupBy(a => a.Key).ToDictionary(g => g.Key, g => g.FirstOrDefault(a => a.IsOpen) ?? g.Last());

        List<Guid> changed = [];
        List<Told> told = [];
        foreach (var signal in signals)
        {
            if (!known.TryGetValue(signal.Key, out var alert))
            {
                alert = db.Alerts.Add(new Alert(signal, now)).Entity;
                await TellAsync(db, alert, "raised", told, now, cancel);
            }
            else if (!alert.IsOpen) alert.ComeBack(signal, now);
            else if (!alert.See(signal, now) && !alert.Escalate(now)) continue;
            else if (alert.EscalatedAt == now) await TellAsync(db, alert, "escalated", told, now, cancel);
            changed.Add(alert.Id);
        }

        var holding = signals.Select(s => s.Key).ToHashSet();
        foreach (var over in known.Values.Where(a => a.IsOpen && !holding.Contains(a.Key)))
        {
            over.Resolve("It is over: nothing shows it any more.", now);
            await outbox.AddAsync(db, WebhookEventType.AlertResolved, $"{over.Id}/{over.Times}", EventOf(over), now, cancel);
            changed.Add(over.Id);
        }

        await db.SaveChangesAsync(cancel);
        var open = known.Values.Concat(db.Alerts.Local).Distinct().Where(a => a.IsOpen && !a.IsSnoozed(now)).ToList();
        return (changed, told, new AlertCounts(open.Count, open.Count(a => a.Severity == AlertSeverity.Critical), open.Count(a => a.State == AlertState.Open)));
    }

    // A rule that fails says so and takes nothing back: its alerts stand as they were.
    private async Task<List<AlertSignal>> SignalsAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        List<AlertSignal> signals = [];
        foreach (var source in sources) signals.AddRange(await source.LookAsync(db, now, cancel));
        return [.. signals.DistinctBy(s => s.Key)];
    }

    private async Task TellAsync(EvOpsDb db, Alert alert, string what, List<Told> told, DateTimeOffset now, CancellationToken cancel)
    {
        if (what == "raised") await outbox.AddAsync(db, WebhookEventType.AlertRaised, alert.Id.ToString(), EventOf(alert), now, cancel);
        if (alert.Severity < options.Value.TellFrom) return;

        var (title, words) = what == "raised" ? (alert.Title, alert.Words) : ($"Still open, and nobody took it: {alert.Title}", alert.Words);
        foreach (var person in await StaffAsync(db, cancel))
            if (await notices.AddAsync(db, person, NoticeKind.Alert, title, words, "/alerts", $"alert/{alert.Id}/{what}", now, cancel) is { } one) told.Add(one);
    }

    private static async Task<List<Guid>> StaffAsync(EvOpsDb db, CancellationToken cancel)
    {
        var (links, staff) = (db.PersonRoles, new[] { RoleRows.Id(Role.Admin), RoleRows.Id(Role.Operator) });
        return await db.People.Where(p => !p.IsDisabled && links.Any(link => link.UserId == p.Id && staff.Contains(link.RoleId))).Select(p => p.Id).ToListAsync(cancel);
    }

    private static object EventOf(Alert alert) => new
    {
        alertId = alert.Id,
        alert.Rule,
        severity = alert.Severity.ToString(),
        alert.Title,
        message = alert.Words,
        chargePointId = alert.ChargePoint,
        alert.StationId,
        alert.Since,
        alert.RaisedAt,
        alert.ResolvedAt,
    };

    private async Task LookSafelyAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or DbUpdateException or LostRaceException or InvalidOperationException)
        {
            LookFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alerts could not be looked up; they stand as they were")]
    private partial void LookFailed(Exception failure);
}
