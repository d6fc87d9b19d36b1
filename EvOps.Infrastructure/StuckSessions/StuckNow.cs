using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What is stuck changed, or what counts as stuck.</summary>
/// <param name="Wakes">True: it has to be looked at anew; false: it has been.</param>
public readonly record struct StuckSessionsChanged(bool Wakes);

/// <summary>
/// Keeps for the whole process which sessions are stuck. Looked anew at most each two seconds, after something has changed, and every
/// fifteen seconds because time alone makes evidence.
/// </summary>
public sealed partial class StuckNow(FindStuck find, KeepCases cases, ReopenSession reopen, StuckInstruments instruments, LiveFeed live, TimeProvider time, ILogger<StuckNow> log) : BackgroundService
{
    /// <summary>It is looked anew at least so often.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(2);
    private static readonly Actor House = Actor.House("stuck sessions");

    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<StuckSession> sessions = [];
    private volatile IReadOnlyList<AliveAfterClose> alive = [];

    /// <summary>The most urgent first.</summary>
    public IReadOnlyList<StuckSession> Sessions => sessions;

    /// <summary>Those that were closed from here and go on all the same.</summary>
    public IReadOnlyList<AliveAfterClose> Alive => alive;

    /// <summary>When it was looked last; null until it was.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var states = live.Subscribe<SessionChanged>(_ => changed.TrySetResult());
        using var plugs = live.Subscribe<ConnectorChanged>(_ => changed.TrySetResult());
        using var rules = live.Subscribe<StuckSessionsChanged>(change => { if (change.Wakes) changed.TrySetResult(); });
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
            var all = (await find.LookAsync(House, cancel)).Value;
            var found = all.FindAll(s => s.Verdict.IsStuck);
            var lookedAt = time.GetUtcNow();
            var going = await reopen.FindAsync(cancel);
            var isSame = found.Select(Key).SequenceEqual(sessions.Select(Key)) && going.SequenceEqual(alive);
            (sessions, alive, LookedAt) = (found, going, lookedAt);
            instruments.Found((await cases.RunAsync(found, all.Where(s => s.IsUndecided).Select(s => s.Row.Id).ToHashSet(), cancel)).Count);
            if (!isSame) live.Publish(new StuckSessionsChanged(Wakes: false));
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            LookFailed(failure);
        }

        static (Guid, string, int, int, DateTimeOffset?, DateTimeOffset?) Key(StuckSession s) =>
            (s.Row.Id, s.Verdict.Sentence, s.Verdict.Evidence.Count, s.Steps.Sum(step => (int)step.Result + 10), s.WantedAt, s.BlocksFrom);
    }

    [LoggerMessage(LogLevel.Warning, "Stuck sessions could not be looked up; the list stands as it was")]
    private partial void LookFailed(Exception failure);
}
