using System.Collections.Concurrent;
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
/// Asks every room's rules what is wrong, every few seconds and at once when something changes that matters to one of them, and keeps
/// the alerts by it: new ones are raised and told, those that are seen to be over are closed, and what nobody takes is told again.
/// </summary>
public sealed partial class WatchAlerts(
    IDbContextFactory<EvOpsDb> databases, IEnumerable<IAlertSource> sources, Notices notices, WebhookOutbox outbox, IOptions<AlertsOptions> options, LiveFeed live, TimeProvider time,
    ILogger<WatchAlerts> log) : BackgroundService
{
    private const string RuleFailing = "rule_failing";

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(10), Lasting = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> failingSince = new();
    private volatile TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AlertCounts Counts { get; private set; }

    /// <summary>Something may have gone wrong or come right: look soon.</summary>
    public void Wake() => woken.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<IDisposable> followed = [.. sources.SelectMany(source => source.Follow(live, Wake))];
        try
        {
            while (true)
            {
                var wake = woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
                var began = time.GetTimestamp();
                await LookSafelyAsync(stoppingToken);
                // A storm of changes makes a few looks a second, and fewer where one takes long.
                var rest = time.GetElapsedTime(began) * 10;
                await Task.Delay(rest < Spacing ? Spacing : rest < Longest ? rest : Longest, time, stoppingToken);
                await UntilAsync(wake.Task, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
        finally
        {
            followed.ForEach(one => one.Dispose());
        }
    }

    /// <summary>One look; two nodes may look at once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var (changed, told, counts) = await Races.DecideAgainAsync(() => TryAsync(cancel));
        var isNew = counts != Counts;
        Counts = counts;
        foreach (var one in told) notices.Tell(one);
        foreach (var id in changed) live.Publish(new AlertChanged(id));
        // A snooze ends by time alone.
        if (isNew && changed.Count == 0) live.Publish(default(AlertChanged));
        if (changed.Count > 0) outbox.Wake();
    }

    private async Task UntilAsync(Task woken, CancellationToken cancel)
    {
        try
        {
            await woken.WaitAsync(Longest, time, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing changed; time alone makes alerts, too.
        }
    }

    private async Task<(List<Guid> Changed, List<Told> Told, AlertCounts Counts)> TryAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var recent = now - Alert.Flapping;
        var known = (await db.Alerts.Where(a => a.ResolvedAt == null || a.ResolvedAt >= recent).OrderBy(a => a.RaisedAt).ToListAsync(cancel))
            .GroupBy(a => a.Key).ToDictionary(g => g.Key, g => g.FirstOrDefault(a => a.IsOpen) ?? g.Last());
        var found = await AskAsync([.. known.Values.Where(a => a.IsOpen)], now, cancel);
        var round = new Round(db, now, found, known);

        foreach (var signal in found.Signals.DistinctBy(s => s.Key)) Hold(round, signal);
        var holding = found.Signals.Select(s => s.Key).ToHashSet();
        foreach (var gone in known.Values.Where(a => a.IsOpen && !holding.Contains(a.Key) && !found.IsUnknown(a.Key))) await CloseAsync(round, gone, cancel);
        foreach (var call in round.Calls) await TellAsync(round, call, cancel);

        await db.SaveChangesAsync(cancel);
        var open = known.Values.Where(a => a.IsOpen && !a.IsSnoozed(now)).ToList();
        return ([.. round.Changed], round.Told, new AlertCounts(open.Count, open.Count(a => a.Severity == AlertSeverity.Critical), open.Count(a => a.State == AlertState.Open)));
    }

    // A rule that fails says so and takes nothing back: its alerts stand as they were, and the others are judged all the same.
    private async Task<AlertFindings> AskAsync(List<Alert> open, DateTimeOffset now, CancellationToken cancel)
    {
        var all = new AlertFindings();
        foreach (var source in sources)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancel);
                all.Add(await source.LookAsync(new AlertLook(db, now, open), cancel));
                failingSince.TryRemove(source.About, out _);
            }
#pragma warning disable CA1031 // Whatever one room's rules run into must not blind the others, nor end the house.
            catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (failingSince.TryAdd(source.About, now)) RuleFailed(failure, source.About);
                foreach (var alert in open.Where(a => source.Rules.Any(rule => rule.Name == a.Rule))) all.LeaveOpen(alert.Key);
                NoteFailing(all, source, failure, failingSince.GetValueOrDefault(source.About, now), now);
            }
        }

        return all;
    }

    private static void NoteFailing(AlertFindings all, IAlertSource source, Exception failure, DateTimeOffset since, DateTimeOffset now)
    {
        var key = $"rule-failing/{source.About}";
        if (now - since < Lasting) all.LeaveOpen(key);
        else all.Raise(new(
            key, RuleFailing, AlertSeverity.Warning, $"Nobody can tell whether anything is wrong with {source.About}",
            $"The rules fail: {failure.Message} What they had found stands as it was; what is new is not seen until they work again. Read the log, and tell whoever runs the house.", "/alerts", since));
    }

    private static void Hold(Round round, AlertSignal signal)
    {
        if (!round.Known.TryGetValue(signal.Key, out var alert))
        {
            round.Known[signal.Key] = alert = round.Db.Alerts.Add(new Alert(signal, round.Now)).Entity;
            round.Call(new(alert, ""));
            return;
        }

        var had = alert.Owner;
        if (!alert.IsOpen)
        {
            alert.ComeBack(signal, round.Now);
            round.Call(new(alert, "Back again: ", had));
            return;
        }

        var news = alert.See(signal, round.Now);
        if (news == AlertNews.Graver) round.Call(new(alert, "Graver now: ", had));
        else if (alert.Escalate(round.Now)) round.Call(new(alert, "Still open, and nobody took it: ", IsReminder: true));
        else if (news == AlertNews.Changed) round.Changed.Add(alert.Id);
    }

    private async Task CloseAsync(Round round, Alert alert, CancellationToken cancel)
    {
        var incident = round.Found.IncidentOf(alert.Key) is { } key ? round.Known.GetValueOrDefault(key) : null;
        if (incident is { IsOpen: true })
        {
            // All is not well there: whoever was told of it is told of the incident, and which alerts that stands for.
            alert.Resolve($"Merged into the incident “{incident.Title}”.", round.Now);
            round.Replaced.Add((incident.Id, alert.Id));
            round.Changed.Add(alert.Id);
            return;
        }

        var wasQuiet = alert.QuietSince is not null;
        if (!alert.Fade(round.Now))
        {
            if (!wasQuiet) round.Changed.Add(alert.Id);
            return;
        }

        alert.Resolve(await ProofAsync(round.Db, alert, cancel), round.Now);
        await outbox.AddAsync(round.Db, WebhookEventType.AlertResolved, $"{alert.Id}/{alert.Times}", EventOf(alert, []), round.Now, cancel);
        round.Changed.Add(alert.Id);
    }

    private async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        if (over.Rule == RuleFailing) return "The rules work again.";
        if (sources.FirstOrDefault(s => s.Rules.Any(rule => rule.Name == over.Rule)) is not { } source) return "The rule that found it is there no more.";
        try
        {
            return await source.ProofAsync(db, over, cancel);
        }
#pragma warning disable CA1031 // That it is over was seen; only the words for it are missing.
        catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            RuleFailed(failure, source.About);
            return "Nothing shows it any more.";
        }
    }

    private async Task TellAsync(Round round, Call call, CancellationToken cancel)
    {
        var (alert, now) = (call.Alert, round.Now);
        if (!call.IsReminder)
            await outbox.AddAsync(
                round.Db, WebhookEventType.AlertRaised, $"{alert.Id}/{alert.Times}/{alert.Severity}",
                EventOf(alert, [.. round.Replaced.Where(one => one.Incident == alert.Id).Select(one => one.Alert)]), now, cancel);
        if (alert.Severity < options.Value.TellFrom || alert.IsSnoozed(now)) return;

        var words = call.Had is { } had ? $"{alert.Words} {had} had taken it before." : alert.Words;
        var key = call.IsReminder ? $"alert/{alert.Id}/escalated/{alert.LastRaisedAt.ToUnixTimeSeconds()}" : $"alert/{alert.Id}/raised/{alert.Times}/{alert.Severity}";
        foreach (var person in await StaffAsync(round.Db, cancel))
            if (await notices.AddAsync(round.Db, person, NoticeKind.Alert, call.Before + alert.Title, words, "/alerts", key, now, cancel) is { } one) round.Told.Add(one);
    }

    private static async Task<List<Guid>> StaffAsync(EvOpsDb db, CancellationToken cancel)
    {
        var (links, staff) = (db.PersonRoles, new[] { RoleRows.Id(Role.Admin), RoleRows.Id(Role.Operator) });
        return await db.People.Where(p => !p.IsDisabled && links.Any(link => link.UserId == p.Id && staff.Contains(link.RoleId))).Select(p => p.Id).ToListAsync(cancel);
    }

    private static object EventOf(Alert alert, IReadOnlyList<Guid> replaces) => new
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
        alert.Times,
        replaces,
        alert.ResolvedAt,
        alert.Resolution,
    };

    private async Task LookSafelyAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
        }
#pragma warning disable CA1031 // Whatever it is: the alerts stand as they were, and a house that only cannot look stays open.
        catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LookFailed(failure);
        }
    }

    /// <summary>Somebody is to hear of an alert.</summary>
    /// <param name="Before">What stands before its title.</param>
    /// <param name="Had">Who had taken it, and has it no more.</param>
    private sealed record Call(Alert Alert, string Before, string? Had = null, bool IsReminder = false);

    private sealed record Round(EvOpsDb Db, DateTimeOffset Now, AlertFindings Found, Dictionary<string, Alert> Known)
    {
        public HashSet<Guid> Changed { get; } = [];

        public List<Call> Calls { get; } = [];

        public List<(Guid Incident, Guid Alert)> Replaced { get; } = [];

        public List<Told> Told { get; } = [];

        public void Call(Call call)
        {
            Calls.Add(call);
            Changed.Add(call.Alert.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alerts could not be looked up; they stand as they were")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "The rules about {About} failed; their alerts stand as they were")]
    private partial void RuleFailed(Exception failure, string about);
}
