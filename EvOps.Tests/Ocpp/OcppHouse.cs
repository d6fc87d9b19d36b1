using System.Text.Json.Nodes;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Ocpp;

/// <summary>
/// A house for chargers: whoever comes is enrolled at once and anybody may charge, pings go out every second, and the clock stands
/// until a test moves it. Share it per class (<c>IClassFixture&lt;OcppHouse&gt;</c>); every test has a charger of its own.
/// </summary>
public sealed class OcppHouse : IAsyncLifetime
{
    private static int chargers;

    private readonly string[] settings;
    private readonly Action<IServiceCollection>? configure;

    // Its tests move one clock for all: by half minutes where an answer is waited for, so that whoever is not asked just then is silent for long.
    public OcppHouse()
        : this(["Ocpp:IdleSeconds=86400"], null)
    {
    }

    private OcppHouse(string[] settings, Action<IServiceCollection>? configure) => (this.settings, this.configure) = (settings, configure);

    public EvOpsHost Host { get; private set; } = null!;

    public FakeClock Clock => Host.Clock!;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A house with settings of its own, which come last: "Section:Key=value" each.</summary>
    public static Task<OcppHouse> OpenAsync(params string[] settings) => OpenAsync(null, settings);

    /// <summary>A house with the last word on its services.</summary>
    public static async Task<OcppHouse> OpenAsync(Action<IServiceCollection>? configure, params string[] settings)
    {
        var house = new OcppHouse(settings, configure);
        await house.InitializeAsync();
        return house;
    }

    public async ValueTask InitializeAsync() => Host = await EvOpsHost.StartAsync(
        new FakeClock(), ["Ocpp:UnknownChargePoints=Accept", "Ocpp:PingSeconds=1", "Users:UnknownTags=Accept", .. settings],
        builder => configure?.Invoke(builder.Services));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    public static string NewIdentity() => $"CP-{Interlocked.Increment(ref chargers)}";

    /// <summary>A charger that has connected and, unless told otherwise, booted.</summary>
    public async Task<OcppClient> ChargerAsync(string? identity = null, bool boots = true)
    {
        var charger = await Host.ConnectAsync(identity ?? NewIdentity());
        if (boots) await charger.BootAsync();
        return charger;
    }

    /// <summary>The house's end of a charger's connection, once it stands.</summary>
    public async Task<ChargePointConnection> ConnectionAsync(string identity)
    {
        await UntilAsync(() => Find(identity) is not null);
        return Find(identity)!;
    }

    public ChargePointConnection? Find(string identity) => Host.Get<ChargePointConnections>().Find(identity);

    /// <summary>A transaction with any tag at connector 1.</summary>
    public async Task<int> StartAsync(OcppClient charger, long meterStart = 1000, string tag = "TAG-1") => (int)(await charger.CallAsync("StartTransaction", new JsonObject
    {
        ["connectorId"] = 1,
        ["idTag"] = tag,
        ["meterStart"] = meterStart,
        ["timestamp"] = Iso(Now),
    }))["transactionId"]!;

    public async Task<Session> SessionAsync(int transactionId)
    {
        await using var db = Host.OpenDb();
        return await db.Sessions.AsNoTracking().SingleAsync(s => s.TransactionId == transactionId);
    }

    public async Task<List<MeterReading>> ReadingsAsync(int transactionId)
    {
        await using var db = Host.OpenDb();
        return await db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == transactionId).OrderBy(r => r.At).ToListAsync();
    }

    public async Task<ChargePoint> ChargePointAsync(string identity)
    {
        await using var db = Host.OpenDb();
        return await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleAsync(c => c.Identity == identity);
    }

    public async Task<bool> IsEnrolledAsync(string identity)
    {
        await using var db = Host.OpenDb();
        return await db.ChargePoints.AnyAsync(c => c.Identity == identity);
    }

    /// <summary>What an admin says of a charger that is enrolled.</summary>
    public async Task ChangeAsync(string identity, Action<ChargePoint> change)
    {
        await using var db = Host.OpenDb();
        change(await db.ChargePoints.SingleAsync(c => c.Identity == identity));
        await db.SaveChangesAsync();
    }

    /// <summary>Enrols one before it has ever connected.</summary>
    public async Task EnrolAsync(string identity, Action<ChargePoint>? describe = null)
    {
        await using var db = Host.OpenDb();
        var chargePoint = new ChargePoint(Guid.CreateVersion7(), identity, isApproved: true, Now);
        describe?.Invoke(chargePoint);
        db.ChargePoints.Add(chargePoint);
        await db.SaveChangesAsync();
    }

    public static Task UntilAsync(Func<bool> condition) => HostChargers.UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Lets the clock run until something holds.</summary>
    public Task TickUntilAsync(Func<bool> condition, TimeSpan step) => UntilAsync(() =>
    {
        if (condition()) return true;
        Clock.Advance(step);
        return false;
    });

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sends a message as it is and hands back the next one that comes.</summary>
    public static async Task<JsonArray> AskRawAsync(OcppClient charger, string message)
    {
        await charger.SendRawAsync(message);
        return JsonNode.Parse(await charger.ReceiveRawAsync())!.AsArray();
    }

    /// <summary>The connection lives on: a heartbeat is answered.</summary>
    public static async Task AssertAliveAsync(OcppClient charger) => Assert.NotNull((await charger.CallAsync("Heartbeat"))["currentTime"]);
}
