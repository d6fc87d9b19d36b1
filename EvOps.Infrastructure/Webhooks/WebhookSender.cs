using System.Collections.Concurrent;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>
/// Sends what is due: when it is woken, and every few seconds because waits and leases run out by themselves. Each receiver has a few
/// places of its own, so that a slow or dead one holds up nobody else.
/// </summary>
internal sealed partial class WebhookSender(
    IDbContextFactory<EvOpsDb> databases, SendDelivery send, WebhookOutbox outbox, TimeProvider time, IOptions<WebhooksOptions> options, ILogger<WebhookSender> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>On the way out what is under way may finish; others need their time, too. What is left then is left to its lease.</summary>
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Task, Guid> underWay = new();
    private readonly CancellationTokenSource abandon = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(underWay.Keys).WaitAsync(ClosingPatience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await abandon.CancelAsync();
        await Task.WhenAll(underWay.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        abandon.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var rung = outbox.NextRing();
                await LookAsync(stoppingToken);
                await Task.WhenAny(rung, Task.Delay(Interval, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var id in await DueAsync(cancel))
            {
                if (await send.ClaimAsync(id, cancel) is { } claimed) Begin(claimed);
            }
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            LookFailed(failure);
        }
    }

    /// <summary>The next few of each receiver that has a place free, the oldest first.</summary>
    private async Task<List<Guid>> DueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var due = db.WebhookDeliveries.AsNoTracking().Where(d => d.State == DeliveryState.Waiting && d.DueAt <= now);
        var receivers = await db.WebhookSubscriptions.AsNoTracking()
            .Where(s => s.State == SubscriptionState.Active && due.Any(d => d.SubscriptionId == s.Id)).Select(s => s.Id).ToListAsync(cancel);
        List<Guid> found = [];
        foreach (var receiver in receivers)
        {
            var places = options.Value.AtATime - underWay.Values.Count(one => one == receiver);
            if (places > 0) found.AddRange(await due.Where(d => d.SubscriptionId == receiver).OrderBy(d => d.DueAt).Take(places).Select(d => d.Id).ToListAsync(cancel));
        }

        return found;
    }

    private void Begin(ClaimedDelivery claimed)
    {
        var task = Task.Run(() => SendAsync(claimed));
        underWay.TryAdd(task, claimed.SubscriptionId);
        _ = task.ContinueWith(Finished, TaskScheduler.Default);
    }

    // A place is free: there may be more for it.
    private void Finished(Task task)
    {
        underWay.TryRemove(task, out _);
        outbox.Wake();
    }

    private async Task SendAsync(ClaimedDelivery claimed)
    {
        using var activity = Tracing.BeginAnew("send webhook");
        try
        {
            await send.RunAsync(claimed, abandon.Token);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // Left to its lease.
        }
#pragma warning disable CA1031 // Whatever it is, the lease gives the delivery back and the others go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            activity.Failed(failure.Message);
            SendFailed(failure, claimed.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due webhook deliveries could not be looked up; they are looked for again in a few seconds")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "What came of webhook delivery {Delivery} could not be kept; it is sent again when its lease has run out")]
    private partial void SendFailed(Exception failure, Guid delivery);
}
