using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Power of the whole network over the last day, for every page that draws it. From the stored readings when the process starts,
/// from memory from then on: no page asks the database for it.
/// </summary>
public sealed partial class PowerHistory(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, LiveFeed live, TimeProvider time, ILogger<PowerHistory> log) : BackgroundService
{
    public static readonly TimeSpan Reach = TimeSpan.FromHours(24);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10), Nap = TimeSpan.FromMinutes(1);

    // After a start nobody has told its power yet, and none would look like zero.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly PowerSlices slices = new(Reach);

    /// <summary>False until the stored readings have been read.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Oldest first; null where it is not known.</summary>
    public PowerPoint[] Points
    {
        get
        {
            lock (gate) return slices.Points(time.GetUtcNow());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var start = time.GetUtcNow();
        try
        {
            var watching = WatchAsync(start, stoppingToken);
            await LoadAsync(start, stoppingToken);
            await watching;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    private async Task LoadAsync(DateTimeOffset until, CancellationToken cancel)
    {
        while (!IsLoaded)
        {
            try
            {
                var stored = new PowerSlices(Reach);
                await using (var db = await databases.CreateDbContextAsync(cancel))
                    await StoredPower.LoadAsync(db, stored, until - Reach, until, cancel);
                lock (gate) slices.Join(stored);
                IsLoaded = true;
                live.Publish(default(NetworkTotalsChanged));
            }
            catch (Exception failure) when (DatabaseTrouble.Is(failure))
            {
                LoadFailed(failure);
                await Task.Delay(Nap, time, cancel);
            }
        }
    }

    private async Task WatchAsync(DateTimeOffset start, CancellationToken cancel)
    {
        for (var last = start; ;)
        {
            await Task.Delay(Tick, time, cancel);
            var now = time.GetUtcNow();
            // The machine slept: what happened meanwhile nobody knows.
            if (now - last < Nap && now > last && IsTold(now - start)) Note(last, now);
            last = now;
        }
    }

    private bool IsTold(TimeSpan age) => age > Settling || sessions.All.All(s => s.Figures is not { State: SessionState.Charging, PowerW: null });

    private void Note(DateTimeOffset from, DateTimeOffset to)
    {
        var watts = sessions.All.Sum(s => (double)(s.Figures.PowerW ?? 0));
        lock (gate)
        {
            slices.Add(from, to, watts);
            slices.Know(from, to);
            slices.Forget(to);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stored readings of the last day could not be read; they are tried again")]
    private partial void LoadFailed(Exception failure);
}
