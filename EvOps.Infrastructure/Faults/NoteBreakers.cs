using System.Data.Common;
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

/// <summary>Writes into the history when commands to a charger are held back, and when they go to it again; beside the command, which waits for nobody.</summary>
public sealed partial class NoteBreakers(
    IDbContextFactory<EvOpsDb> databases, FaultBook book, IOptions<BreakerOptions> options, LiveFeed live, TimeProvider time, ILogger<NoteBreakers> log) : BackgroundService
{
    private readonly Channel<BreakerChanged> turns = Channel.CreateUnbounded<BreakerChanged>(new() { SingleReader = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = live.Subscribe<BreakerChanged>(change =>
        {
            if (change.Turn != BreakerTurn.None) turns.Writer.TryWrite(change);
        });
        try
        {
            await foreach (var turn in turns.Reader.ReadAllAsync(stoppingToken)) await TryNoteAsync(turn, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    private async Task TryNoteAsync(BreakerChanged turn, CancellationToken cancel)
    {
        try
        {
            var tell = await Races.DecideAgainAsync(() => NoteAsync(turn, cancel));
            tell?.Invoke();
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException)
        {
            NotNoted(failure, turn.Identity);
        }
    }

    private async Task<Action?> NoteAsync(BreakerChanged turn, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.AsNoTracking().SingleOrDefaultAsync(c => c.Identity == turn.Identity, cancel);
        if (chargePoint is null) return null;

        var (kind, words) = turn.Turn == BreakerTurn.Opened
            ? (FaultKind.Fault, $"{options.Value.Failures} commands in a row failed; commands are held back.")
            : (FaultKind.Recovery, "Commands are answered again.");
        var tell = await book.AddAsync(db, chargePoint, new FaultEvent(chargePoint.Id, 0, kind, FaultSource.Command, new FaultTold(words), now, now), cancel);
        await db.SaveChangesAsync(cancel);
        return tell;
    }

    [LoggerMessage(LogLevel.Warning, "That commands to {Identity} are held back, or not any more, could not be written down")]
    private partial void NotNoted(Exception failure, string identity);
}
