using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Refunds;

/// <summary>How many refunds wait for somebody changed.</summary>
public readonly record struct WaitingRefundsChanged;

/// <summary>
/// Keeps for the whole process how many refunds wait for somebody: to be decided, or because they failed. Counted anew at most each
/// second, after one has changed, and each minute because other nodes decide as well.
/// </summary>
public sealed partial class RefundsNow(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time, ILogger<RefundsNow> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1);

    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int waiting;

    public int Waiting => waiting;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var refunds = live.Subscribe<RefundChanged>(_ => changed.TrySetResult());
        try
        {
            while (true)
            {
                var wake = changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await CountAsync(stoppingToken);
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

    private async Task CountAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var found = await db.Refunds.CountAsync(r => r.State == RefundState.Requested || r.State == RefundState.Failed || r.TroubleAt != null, cancel);
            if (found == waiting) return;
            waiting = found;
            live.Publish(default(WaitingRefundsChanged));
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            CountFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting refunds could not be counted; the number stands as it was")]
    private partial void CountFailed(Exception failure);
}
