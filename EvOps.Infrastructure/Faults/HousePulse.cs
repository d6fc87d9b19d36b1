using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// Writes down each minute that this house lives, and when it closes: after a power cut it is known until when it did. One row for
/// each run.
/// </summary>
public sealed partial class HousePulse(IDbContextFactory<EvOpsDb> databases, TimeProvider time, ILogger<HousePulse> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    private volatile bool isClosing;
    private readonly HouseRun run = new(Ids.New(time.GetUtcNow()), Environment.MachineName, time.GetUtcNow());

    /// <summary>When this process began.</summary>
    public DateTimeOffset StartedAt => run.StartedAt;

    /// <summary>Set before the first charger is sent away: whoever is gone from then on left because of us.</summary>
    public bool IsClosing => isClosing;

    public void Close() => isClosing = true;

    /// <summary>When no node of this house ran, since the first that is known of; in order.</summary>
    public async Task<IReadOnlyList<Stretch>> ClosedAsync(EvOpsDb db, DateTimeOffset from, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var runs = db.HouseRuns.AsNoTracking();
        // The last one before the period says whether it began while the house was closed.
        var before = await runs.Where(r => r.AliveAt < from).OrderByDescending(r => r.AliveAt).FirstOrDefaultAsync(cancel);
        var since = await runs.Where(r => r.AliveAt >= from).ToListAsync(cancel);
        var lives = Stretch.Merge([.. (before is null ? since : [before, .. since]).Select(r => r.Time), new Stretch(run.StartedAt, now)]);
        return lives.Count == 0 ? [] : [.. new Stretch(lives[0].From, now).Without(lives)];
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before a charger comes in: a run that ends at once has been, too.
        await TryNoteAsync();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryNoteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryNoteAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    private async Task TryNoteAsync()
    {
        try
        {
            run.Lives(time.GetUtcNow());
            await using var db = await databases.CreateDbContextAsync();
            if (await db.HouseRuns.AnyAsync(r => r.Id == run.Id)) db.HouseRuns.Update(run);
            else db.HouseRuns.Add(run);
            await db.SaveChangesAsync();
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            NotNoted(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "That this house lives could not be written down; it is tried again in a minute")]
    private partial void NotNoted(Exception failure);
}
