using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Web.Common.Live;

/// <summary>
/// The bridge from the live feed to those who watch stations. A change is noted at once and looked up here: of what changes often the
/// latest is told, at most every <see cref="Spacing"/>, and nothing is looked up where nobody watches. What waits is bounded by what
/// there is to tell of, and each watcher takes it at a pace of its own.
/// </summary>
public sealed partial class StationUpdates(IEnumerable<IStationNews> rooms, StationWatchers watchers, LiveFeed live, TimeProvider time, ILogger<StationUpdates> log) : BackgroundService
{
    /// <summary>Between two updates of one thing.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private const int LooksAtATime = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, StationChange> waiting = [];
    private readonly Dictionary<string, long> lookedAt = [];
    private TaskCompletionSource noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = rooms.Select(room => room.Listen(live, Note)).ToList();
        try
        {
            while (true)
            {
                var (due, wait, wake) = TakeDue();
                await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = LooksAtATime, CancellationToken = stoppingToken }, TellAsync);
                if (due.Count > 0) continue;
                if (wait is { } pause) await Task.WhenAny(wake, Task.Delay(pause, time, stoppingToken));
                else await wake.WaitAsync(stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
        finally
        {
            listening.ForEach(one => one.Dispose());
        }
    }

    private void Note(StationChange change)
    {
        if (change.StationId is { } station ? !watchers.AnyOf(station) : !watchers.Any) return;
        lock (gate)
        {
            waiting[change.About] = change;
            noted.TrySetResult();
        }
    }

    /// <summary>What may be told now; where there is nothing, how long until there is, and what to wake up by before.</summary>
    private (List<StationChange> Due, TimeSpan? Wait, Task Wake) TakeDue()
    {
        lock (gate)
        {
            if (noted.Task.IsCompleted) noted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var now = time.GetTimestamp();
            foreach (var (about, at) in lookedAt)
            {
                if (time.GetElapsedTime(at, now) >= Spacing) lookedAt.Remove(about);
            }

            var due = waiting.Where(one => !lookedAt.ContainsKey(one.Key)).Select(one => one.Value).ToList();
            foreach (var change in due)
            {
                waiting.Remove(change.About);
                lookedAt[change.About] = now;
            }

            TimeSpan? wait = waiting.Count == 0 ? null : Spacing - time.GetElapsedTime(waiting.Keys.Min(about => lookedAt[about]), now);
            return (due, wait, noted.Task);
        }
    }

    private async ValueTask TellAsync(StationChange change, CancellationToken cancel)
    {
        try
        {
            foreach (var update in await change.LookAsync(cancel)) watchers.Tell(update);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The house closes.
        }
#pragma warning disable CA1031 // What one change cannot be told of must not keep the others from being told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LookFailed(failure, change.About);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What changed at {About} could not be looked up, so nobody was told; the next change is told again")]
    private partial void LookFailed(Exception failure, string about);
}
