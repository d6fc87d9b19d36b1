using System.Collections.Frozen;
using System.Net.WebSockets;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Owns every charger's connection: enters it, lets the newest replace an older one, gives up silent ones, and on shutdown takes no
/// new one, lets what is in flight finish and closes the others with 1001.
/// </summary>
public sealed partial class OcppListener : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan SilenceCheck = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeforeRepeatingStops = TimeSpan.FromSeconds(2);

    private readonly ChargePointConnections connections;
    private readonly IDbContextFactory<EvOpsDb> databases;
    private readonly RemoteStop remoteStop;
    private readonly LiveFeed live;
    private readonly HousePulse house;
    private readonly TimeProvider time;
    private readonly ILogger<OcppListener> log;
    private readonly ConnectionServices services;
    private readonly Lazy<Task> goingAway;
    private volatile bool isClosing;

    public OcppListener(
        ChargePointConnections connections, IEnumerable<IOcppAction> actions, MessageLog messages, OcppInstruments instruments, CircuitBreakers breakers, IOptions<OcppOptions> options,
        IDbContextFactory<EvOpsDb> databases, RemoteStop remoteStop, LiveFeed live, HousePulse house, TimeProvider time, ILogger<OcppListener> log, IHostApplicationLifetime lifetime)
    {
        this.connections = connections;
        this.databases = databases;
        this.remoteStop = remoteStop;
        this.live = live;
        this.house = house;
        this.time = time;
        this.log = log;
        services = new ConnectionServices(actions.ToFrozenDictionary(a => a.Action, StringComparer.Ordinal), messages, instruments, breakers, options.Value, time, log);

        goingAway = new Lazy<Task>(GoAwayAsync);
        lifetime.ApplicationStopping.Register(() => _ = goingAway.Value);
    }

    /// <summary>True while chargers may come in.</summary>
    public bool IsOpen => !isClosing;

    /// <summary>Serves a charger that was let in until its socket ends.</summary>
    public async Task ServeAsync(WebSocket socket, LivenessStream liveness, AdmittedChargePoint chargePoint)
    {
        using var connection = new ChargePointConnection(socket, liveness, chargePoint, services);
        var replaced = connections.Enter(connection);
        if (replaced is not null)
        {
            Replaced(chargePoint.Identity);
            _ = replaced.GiveWayAsync();
        }

        services.Breakers.Connected(chargePoint.Identity);
        // It came in between the signal and the last look at who is here.
        if (isClosing) _ = connection.GoAwayAsync();
        live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
        Connected(chargePoint.Identity);
        if (chargePoint.BootStatus == BootStatus.Accepted) _ = RepeatStopsAsync(connection);
        await connection.RunAsync();
        await LeaveAsync(connection);
    }

    /// <summary>A charger that was let in was gone before its socket could be served.</summary>
    public Task NoteGoneAsync(AdmittedChargePoint chargePoint) =>
        connections.Find(chargePoint.Identity) is null ? NoteLastSeenAsync(new() { [chargePoint.Id] = time.GetUtcNow() }) : Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the web server stops: it waits for its requests, and a charger's socket is one, whose reads it would break off.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => goingAway.Value.WaitAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var idle = services.Options.IdleSeconds > 0 ? TimeSpan.FromSeconds(services.Options.IdleSeconds) : (TimeSpan?)null;
        using var timer = new PeriodicTimer(SilenceCheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var connection in connections.All.Where(c => c.IsSilentFor(idle)))
                {
                    GivenUp(connection.ChargePoint.Identity);
                    connection.Abort();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
    }

    // One save for all of them: a fleet that leaves charger by charger would take longer than the house has.
    private async Task GoAwayAsync()
    {
        isClosing = true;
        house.Close();
        // The signal's thread has other things to end.
        await Task.Yield();
        var all = connections.All;
        await Task.WhenAll([.. all.Select(c => c.GoAwayAsync()), NoteLastSeenAsync(all.ToDictionary(c => c.ChargePoint.Id, c => c.LastSeenAt), isHouseClosing: true)]);
    }

    // A charger that is back hears again what it has not followed; not at once, for it has much to say itself.
    private async Task RepeatStopsAsync(ChargePointConnection connection)
    {
        try
        {
            await Task.Delay(BeforeRepeatingStops, time, connection.Closing);
            await remoteStop.RepeatAsync(connection.ChargePoint.Id, connection.Closing);
        }
        catch (OperationCanceledException)
        {
            // Gone again.
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure) || failure is InvalidOperationException)
        {
            RepeatFailed(failure, connection.ChargePoint.Identity);
        }
    }

    private async Task LeaveAsync(ChargePointConnection connection)
    {
        if (!connections.Leave(connection)) return;

        Disconnected(connection.ChargePoint.Identity);
        live.Publish(new ChargePointChanged(connection.ChargePoint.Id, connection.ChargePoint.Identity));
        if (!isClosing) await NoteLastSeenAsync(new() { [connection.ChargePoint.Id] = connection.LastSeenAt });
    }

    /// <param name="isHouseClosing">It is no outage of the charger: that the house was closed stands elsewhere, and the charger comes back by itself.</param>
    private async Task NoteLastSeenAsync(Dictionary<Guid, DateTimeOffset> seen, bool isHouseClosing = false)
    {
        try
        {
            await Races.DecideAgainAsync(async () =>
            {
                await using var db = await databases.CreateDbContextAsync();
                foreach (var chargePoint in await db.ChargePoints.Include(c => c.Connectors).Where(c => seen.Keys.Contains(c.Id)).ToListAsync())
                {
                    chargePoint.Seen(seen[chargePoint.Id]);
                    if (!isHouseClosing) db.StatusLog.Add(StatusLogEntry.OfConnection(chargePoint.Id, isOnline: false, seen[chargePoint.Id]));
                    FaultBook.AddSnapshot(db, chargePoint, isOnline: false, time.GetUtcNow());
                }

                return await db.SaveChangesAsync();
            });
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // Worth a line; the charger's next connection says the same anew.
            NotNoted(failure, seen.Count);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Identity} connected")]
    private partial void Connected(string identity);

    [LoggerMessage(LogLevel.Information, "{Identity} disconnected")]
    private partial void Disconnected(string identity);

    [LoggerMessage(LogLevel.Information, "{Identity} opened a new connection; the old one is closed")]
    private partial void Replaced(string identity);

    [LoggerMessage(LogLevel.Warning, "{Identity} has been silent for too long; its connection is given up")]
    private partial void GivenUp(string identity);

    [LoggerMessage(LogLevel.Warning, "When {Count} charge points were last seen could not be saved")]
    private partial void NotNoted(Exception failure, int count);

    [LoggerMessage(LogLevel.Error, "Stops that {Identity} had missed could not be repeated")]
    private partial void RepeatFailed(Exception failure, string identity);
}
