using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace EvOps.Infrastructure.Sessions;

/// <summary>The network in one line, for the header of every page.</summary>
/// <param name="Faults">Plugs, and chargers as a whole, that report a fault.</param>
/// <param name="Waiting">Chargers that wait for somebody to approve them.</param>
public sealed record NetworkTotals(int ChargersOnline, int Chargers, int Charging, long PowerW, int Faults, int Waiting);

/// <summary>The totals changed, or may have.</summary>
public readonly record struct NetworkTotalsChanged;

/// <summary>
/// Keeps the totals for the whole process, so that a hundred open pages ask the database once. Counted anew at most twice a
/// second, and only after something has changed.
/// </summary>
public sealed class NetworkNow(IDbContextFactory<EvOpsDb> databases, IChargePointLink link, LiveSessions sessions, LiveFeed live, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim changed = new(1, 1);
    private volatile NetworkTotals totals = new(0, 0, 0, 0, 0, 0);
    private volatile bool countChargers = true;

    public NetworkTotals Totals => totals;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var chargers = live.Subscribe<ChargePointChanged>(_ => Wake(isAboutChargers: true));
        using var connectors = live.Subscribe<ConnectorChanged>(_ => Wake(isAboutChargers: true));
        using var states = live.Subscribe<SessionChanged>(_ => Wake(isAboutChargers: false));
        using var readings = live.Subscribe<MeterRead>(_ => Wake(isAboutChargers: false));
        try
        {
            while (true)
            {
                await changed.WaitAsync(stoppingToken);
                await CountAsync(stoppingToken);
                await Task.Delay(Spacing, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }

    private void Wake(bool isAboutChargers)
    {
        if (isAboutChargers) countChargers = true;
        if (changed.CurrentCount > 0) return;
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two changes at once: one wake is enough.
        }
    }

    private async Task CountAsync(CancellationToken cancel)
    {
        var next = totals with
        {
            Charging = sessions.All.Count(s => s.State is SessionState.Charging or SessionState.Stopping),
            PowerW = sessions.All.Sum(s => (long)(s.Figures.PowerW ?? 0)),
        };
        if (countChargers)
        {
            countChargers = false;
            await using var db = await databases.CreateDbContextAsync(cancel);
            var identities = await db.ChargePoints.Where(c => c.IsApproved).Select(c => new { c.Identity, c.Status }).ToListAsync(cancel);
            next = next with
            {
                Chargers = identities.Count,
                ChargersOnline = identities.Count(c => link.IsConnected(c.Identity)),
                Faults = identities.Count(c => c.Status == ConnectorStatus.Faulted) + await db.Connectors.CountAsync(c => c.Status == ConnectorStatus.Faulted, cancel),
                Waiting = await db.ChargePoints.CountAsync(c => c.BootStatus == BootStatus.Pending, cancel),
            };
        }

        if (next == totals) return;
        totals = next;
        live.Publish(default(NetworkTotalsChanged));
    }
}
