using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Keeps the totals for the whole process, so that a hundred open pages ask the database once. Counted anew at most twice a
/// second, and only after something has changed; where counting takes long, seldomer.
/// </summary>
public sealed partial class NetworkNow(
    IDbContextFactory<EvOpsDb> databases, Presence presence, IPlugReservations reservations, LiveSessions sessions, LiveFeed live, TimeProvider time, ILogger<NetworkNow> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim changed = new(1, 1);
    private volatile NetworkTotals totals = NetworkTotals.None;
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
                var began = time.GetTimestamp();
                await TryCountAsync(stoppingToken);
                var took = time.GetElapsedTime(began);
                await Task.Delay(took * 10 > Spacing ? took * 10 : Spacing, time, stoppingToken);
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

    private async Task TryCountAsync(CancellationToken cancel)
    {
        try
        {
            await CountAsync(cancel);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // The totals stand as they were until the next change; a database that is away must not take the house with it.
            countChargers = true;
            CountFailed(failure);
        }
    }

    private async Task CountAsync(CancellationToken cancel)
    {
        var open = sessions.All.Select(s => s.Figures).ToList();
        var next = totals with
        {
            Sessions = new(
                open.Count(s => s.State == SessionState.Starting),
                open.Count(s => s.State == SessionState.Charging),
                open.Count(s => s.State == SessionState.Stopping)),
            PowerW = open.Sum(s => (long)(s.PowerW ?? 0)),
        };
        if (countChargers)
        {
            countChargers = false;
            next = await CountChargersAsync(next, cancel);
        }

        if (next == totals) return;
        totals = next;
        live.Publish(default(NetworkTotalsChanged));
    }

    private async Task<NetworkTotals> CountChargersAsync(NetworkTotals next, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargers = await db.ChargePoints.AsNoTracking().Where(c => c.BootStatus == BootStatus.Accepted).Select(c => new { c.Id, c.Identity, c.Status, c.MonitorFaultSince, c.IsVendorManaged, c.LastSeenAt }).ToListAsync(cancel);
        var connectors = await db.Connectors.AsNoTracking()
            .Join(db.ChargePoints.Where(c => c.BootStatus == BootStatus.Accepted), c => c.ChargePointId, p => p.Id, (c, _) => new { c.Id, c.ChargePointId, c.Status, c.OpenSessionId })
            .ToListAsync(cancel);

        var kept = await reservations.NowAsync(db, stations: null, cancel);
        var connected = chargers.Where(c => presence.IsReachable(c.Identity, c.IsVendorManaged, c.LastSeenAt)).Select(c => c.Id).ToHashSet();
        var faulted = chargers.Where(c => c.Status == ConnectorStatus.Faulted).Select(c => c.Id).ToHashSet();
        var monitored = chargers.Where(c => c.MonitorFaultSince is not null).Select(c => c.Id).ToHashSet();
        var withFault = connectors.Where(c => c.Status == ConnectorStatus.Faulted).Select(c => c.ChargePointId).Concat(faulted).Where(connected.Contains).Concat(monitored).ToHashSet();
        var plugs = connectors
            .CountBy(c => ConnectorStatuses.ToPublic(faulted.Contains(c.ChargePointId) ? ConnectorStatus.Faulted : c.Status, c.OpenSessionId is not null, connected.Contains(c.ChargePointId), kept.ContainsKey(c.Id), monitored.Contains(c.ChargePointId)))
            .ToDictionary();
        int Plugs(PublicStatus status) => plugs.GetValueOrDefault(status);

        return next with
        {
            ChargerStates = new(
                connected.Count(id => !withFault.Contains(id)), withFault.Count, chargers.Count(c => !connected.Contains(c.Id) && !withFault.Contains(c.Id)),
                await db.ChargePoints.CountAsync(c => c.BootStatus == BootStatus.Pending, cancel)),
            Connectors = new(
                Plugs(PublicStatus.Available), Plugs(PublicStatus.Occupied), Plugs(PublicStatus.Reserved),
                Plugs(PublicStatus.Maintenance), Plugs(PublicStatus.Faulted), Plugs(PublicStatus.Offline)),
            Faults = faulted.Union(monitored).Count() + connectors.Count(c => c.Status == ConnectorStatus.Faulted),
        };
    }

    [LoggerMessage(LogLevel.Warning, "The network's totals could not be counted")]
    private partial void CountFailed(Exception failure);
}
