using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Stations;

/// <summary>
/// Knows what to do with one kind of vendor's event. It may be asked for the same event twice, after a crash in between, and then does
/// nothing more. A refusal is tried again later.
/// </summary>
public interface IVendorEventHandler
{
    VendorEventKind Kind { get; }

    Task<Outcome> RunAsync(VendorEvent told, CancellationToken cancel);
}

/// <summary>Rings when a vendor's event came, so that it is worked off at once.</summary>
public sealed class VendorInbox
{
    private volatile TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake() => rung.TrySetResult();

    /// <summary>Done at the next <see cref="Wake"/> from now on. For the one worker of this process.</summary>
    internal Task NextRing() => (rung = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}

/// <summary>
/// Works off what vendors told: of each plug one event at a time, the oldest first; a later one waits until the earlier is done, or dead.
/// Many plugs go side by side.
/// </summary>
public sealed partial class WorkOffVendorEvents(
    IDbContextFactory<EvOpsDb> databases, IEnumerable<IVendorEventHandler> handlers, VendorInbox inbox, IOptions<VendorEventsOptions> options, LiveFeed live, TimeProvider time,
    ILogger<WorkOffVendorEvents> log) : BackgroundService
{
    private const int AtATime = 4, AtALook = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var rung = inbox.NextRing();
                while (await LookAsync(stoppingToken))
                {
                    // What was done may have let others go on.
                }

                await Task.WhenAny(rung, Task.Delay(Interval, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes. What was claimed is given back by its lease.
        }
    }

    /// <returns>Whether there was anything to do.</returns>
    private async Task<bool> LookAsync(CancellationToken cancel)
    {
        try
        {
            var due = await DueAsync(cancel);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancel }, async (id, _) => await RunAsync(id, cancel));
            return due.Count > 0;
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            LookFailed(failure);
            return false;
        }
    }

    /// <summary>The first of each plug, where it is its turn.</summary>
    private async Task<List<long>> DueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (now, events) = (time.GetUtcNow(), db.VendorEvents);
        return await db.VendorEvents.AsNoTracking()
            .Where(e => e.State == VendorEventState.Waiting && e.DueAt <= now && !events.Any(before => before.Lane == e.Lane && before.Id < e.Id && before.State == VendorEventState.Waiting))
            .OrderBy(e => e.Id).Take(AtALook).Select(e => e.Id).ToListAsync(cancel);
    }

    private async Task RunAsync(long id, CancellationToken cancel)
    {
        if (await ClaimAsync(id, cancel) is not { } told) return;

        string? trouble;
        try
        {
            trouble = (await handlers.Single(handler => handler.Kind == told.Kind).RunAsync(told, cancel)).Refusal?.Message;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it is, it stands with the event, is tried again, and holds up no other plug.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            TryFailed(failure, id, told.Vendor);
            trouble = $"Something went wrong here: {failure.GetBaseException().Message}";
        }

        await Races.DecideAgainAsync(() => NoteAsync(id, trouble));
        live.Publish(new VendorEventChanged(id));
    }

    /// <summary>Null where it is not due any more, or another node was first.</summary>
    private async Task<VendorEvent?> ClaimAsync(long id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var told = await db.VendorEvents.SingleOrDefaultAsync(e => e.Id == id, cancel);
        if (told is null || !told.Claim(time.GetUtcNow())) return null;
        try
        {
            await db.SaveChangesAsync(cancel);
            return told;
        }
        catch (Exception lost) when (Races.IsLostRace(lost))
        {
            return null;
        }
    }

    private async Task<bool> NoteAsync(long id, string? trouble)
    {
        await using var db = await databases.CreateDbContextAsync();
        var told = await db.VendorEvents.SingleAsync(e => e.Id == id);
        if (trouble is null) told.Finish(time.GetUtcNow());
        else told.Fail(trouble, options.Value.MostTries, time.GetUtcNow(), Random.Shared.NextDouble());
        await db.SaveChangesAsync();
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "What vendors told could not be looked up; it is looked for again in a moment")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "Vendor event {Id} of {Vendor} could not be worked off; it is tried again")]
    private partial void TryFailed(Exception failure, long id, string vendor);
}
