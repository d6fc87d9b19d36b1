using EvOps.Domain.Alerts;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>What is wrong with the house itself: webhooks that reach nobody, jobs that fail, a disk that runs full.</summary>
public sealed class HouseAlerts(JobBoard board, IOptions<AlertsOptions> options) : IAlertSource
{
    private const int FailuresInARow = 3;

    public async Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel) =>
        [.. await WebhooksAsync(db, now, cancel), .. FailingJobs(), .. Disk(db, now)];

    private static async Task<IEnumerable<AlertSignal>> WebhooksAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var disabled = await db.WebhookSubscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Disabled).ToListAsync(cancel);
        var recent = now.AddDays(-1);
        var dead = await db.WebhookDeliveries.AsNoTracking().Where(d => d.State == DeliveryState.GivenUp && d.CreatedAt >= recent).CountAsync(cancel);
        List<AlertSignal> signals = [.. disabled.Select(s => new AlertSignal(
            $"webhook-disabled/{s.Id}", "webhook_disabled", AlertSeverity.Warning, $"Webhook {s.Name} was disabled", s.DisabledReason ?? "Its receiver has failed for too long.", "/webhooks", s.DisabledAt ?? now))];
        if (dead > 0) signals.Add(new("webhook-dead", "webhook_dead_letter", AlertSeverity.Warning, $"{dead} webhook {(dead == 1 ? "delivery was" : "deliveries were")} given up", "Their receivers have not heard of what happened. Look at the log, and send them again.", "/webhooks", now));
        return signals;
    }

    private IEnumerable<AlertSignal> FailingJobs() =>
        from name in board.Names
        let runs = board.RunsOf(name)
        where runs.Count >= FailuresInARow && runs.Take(FailuresInARow).All(run => run.Failure is not null)
        select new AlertSignal($"job/{name}", "job_failing", AlertSeverity.Critical, $"The job “{name}” keeps failing", runs[0].Failure!, "/jobs", runs.TakeWhile(run => run.Failure is not null).Last().At);

    private IEnumerable<AlertSignal> Disk(EvOpsDb db, DateTimeOffset now)
    {
        if (!db.Database.IsSqlite()) yield break;
        var folder = Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource))!;
        var free = new DriveInfo(folder).AvailableFreeSpace / 1_000_000;
        if (free < options.Value.LowDiskMegabytes)
            yield return new("disk-low", "disk_low", AlertSeverity.Critical, $"Only {free} MB are free where the database lies", "When it is full nothing can be saved, and chargers are not answered. Make room, or move the database.", "/", now);
    }
}
