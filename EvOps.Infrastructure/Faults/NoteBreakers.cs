using System.Threading.Channels;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// Writes into the history when commands to a charger are held back, and when they go to it again; beside the command, which waits for
/// nobody. What could not be written is tried again, in its order. At the start what an earlier run left open is closed: breakers live
/// in memory only, and all of them are closed then.
/// </summary>
public sealed partial class NoteBreakers(
    IDbContextFactory<EvOpsDb> databases, FaultBook book, CircuitBreakers breakers, IOptions<BreakerOptions> options, LiveFeed live, TimeProvider time, ILogger<NoteBreakers> log) : BackgroundService
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(5), ToClose = TimeSpan.FromSeconds(3);

    private readonly Channel<(BreakerChanged Change, DateTimeOffset At)> turns = Channel.CreateUnbounded<(BreakerChanged, DateTimeOffset)>(new() { SingleReader = true });
    private IDisposable? listening;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listening = live.Subscribe<BreakerChanged>(change =>
        {
            if (change.Turn != BreakerTurn.None) turns.Writer.TryWrite((change, time.GetUtcNow()));
        });
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        listening?.Dispose();
        if (ExecuteTask is { IsCompleted: false }) return;

        try
        {
            await WriteWaitingAsync().WaitAsync(ToClose, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            NotInTime();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(CloseLeftOpenAsync)) await Task.Delay(BeforeNextTry, time, stoppingToken);
            while (await turns.Reader.WaitToReadAsync(stoppingToken))
            {
                if (!await WriteWaitingAsync()) await Task.Delay(BeforeNextTry, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes; what is left is written by StopAsync.
        }
    }

    /// <summary>False where the database did not take the next one, which stays the next.</summary>
    private async Task<bool> WriteWaitingAsync()
    {
        while (turns.Reader.TryPeek(out var turn))
        {
            if (!await TryAsync(() => NoteAsync(turn.Change, turn.At))) return false;
            turns.Reader.TryRead(out _);
        }

        return true;
    }

    private async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            NotNoted(failure);
            return false;
        }
    }

    private Task NoteAsync(BreakerChanged turn, DateTimeOffset at) => turn.Turn == BreakerTurn.Opened
        ? AddAsync(turn.Identity, FaultKind.Fault, $"{options.Value.Failures} commands in a row failed; commands are held back.", at)
        : AddAsync(turn.Identity, FaultKind.Recovery, "Commands are answered again.", at);

    private async Task CloseLeftOpenAsync()
    {
        List<string> open;
        await using (var db = await databases.CreateDbContextAsync())
        {
            var told = db.FaultEvents.AsNoTracking().Where(e => e.Source == FaultSource.Command);
            open = await db.ChargePoints.AsNoTracking()
                .Where(c => told.Any(e => e.ChargePointId == c.Id && e.Kind == FaultKind.Fault
                    && !told.Any(later => later.ChargePointId == c.Id && later.Kind == FaultKind.Recovery && later.ReportedAt >= e.ReportedAt)))
                .Select(c => c.Identity).ToListAsync();
        }

        foreach (var identity in open.Where(identity => breakers.Read(identity).State == BreakerState.Closed))
            await AddAsync(identity, FaultKind.Recovery, "This house was started anew: commands are sent again, and held back again if they fail.", time.GetUtcNow());
    }

    private async Task AddAsync(string identity, FaultKind kind, string words, DateTimeOffset at)
    {
        var tell = await Races.DecideAgainAsync(() => TryAddAsync(identity, kind, words, at));
        tell?.Invoke();
    }

    private async Task<Action?> TryAddAsync(string identity, FaultKind kind, string words, DateTimeOffset at)
    {
        await using var db = await databases.CreateDbContextAsync();
        var chargePoint = await db.ChargePoints.AsNoTracking().SingleOrDefaultAsync(c => c.Identity == identity);
        if (chargePoint is null) return null;

        var tell = await book.AddAsync(db, chargePoint, new FaultEvent(chargePoint.Id, 0, kind, FaultSource.Command, new FaultTold(words), at, time.GetUtcNow()), CancellationToken.None);
        await db.SaveChangesAsync();
        return tell;
    }

    [LoggerMessage(LogLevel.Warning, "That commands to a charger are held back, or not any more, could not be written down; it is tried again")]
    private partial void NotNoted(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Not everything about commands that are held back could be written before the house closed")]
    private partial void NotInTime();
}
