using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What is stuck changed.</summary>
public readonly record struct StuckSessionsChanged;

/// <summary>
/// Keeps for the whole process which sessions are stuck. Looked anew at most each two seconds, after something has changed, and every
/// fifteen seconds because time alone makes evidence.
/// </summary>
public sealed partial class StuckNow(FindStuck find, LiveFeed live, TimeProvider time, ILogger<StuckNow> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(2), Longest = TimeSpan.FromSeconds(15);
    private static readonly Actor House = Actor.House("stuck sessions");

    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<StuckSession> sessions = [];

    public IReadOnlyList<StuckSession> Sessions => sessions;

    /// <summary>When it was looked last; null until it was.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var states = live.Subscribe<SessionChanged>(_ => changed.TrySetResult());
        using var plugs = live.Subscribe<ConnectorChanged>(_ => changed.TrySetResult());
        using var chargers = live.Subscribe<ChargePointChanged>(_ => changed.TrySetResult());
        try
        {
            while (true)
            {
                var wake = changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await LookAsync(stoppingToken);
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

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            var found = (await find.RunAsync(House, cancel)).Value;
            LookedAt = time.GetUtcNow();
            var isSame = found.Select(Key).SequenceEqual(sessions.Select(Key));
            sessions = found;
            if (!isSame) live.Publish(default(StuckSessionsChanged));
        }
        catch (System.Data.Common.DbException failure)
        {
            LookFailed(failure);
        }

        static (Guid, string, int) Key(StuckSession s) => (s.Row.Id, s.Verdict.Sentence, s.Verdict.Evidence.Count);
    }

    [LoggerMessage(LogLevel.Warning, "Stuck sessions could not be looked up; the list stands as it was")]
    private partial void LookFailed(Exception failure);
}
