using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Sessions;

/// <summary>
/// A host with one station (0.40 EUR/kWh), one charge point of two connectors, and the tag TAG-1 of the driver. The clock stands
/// until the test advances it.
/// </summary>
internal sealed class ChargingHouse : IAsyncDisposable
{
    public const string Identity = "CP-1", Tag = "TAG-1";

    private ChargingHouse(EvOpsHost host) => Host = host;

    public EvOpsHost Host { get; }

    public FakeClock Clock => Host.Clock!;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public Station Station { get; private set; } = null!;

    /// <summary>With a token of this moment: clocks run past its end.</summary>
    public HttpClient Operator => Host.Client(Role.Operator);

    public static Task<ChargingHouse> OpenAsync(params string[] settings) => OpenAsync(null, settings);

    /// <summary>A house with the last word on its services.</summary>
    public static async Task<ChargingHouse> OpenAsync(Action<IServiceCollection>? configure, params string[] settings)
    {
        var house = new ChargingHouse(await EvOpsHost.StartAsync(new FakeClock(), settings, builder => configure?.Invoke(builder.Services)));
        house.Station = await house.Host.AddStationAsync();
        await house.Host.AddChargePointAsync(house.Station, Identity, connectors: 2);
        await house.TagAsync(Tag, owner: house.Host.PersonOf(Role.Driver).PersonId);
        return house;
    }

    public async Task TagAsync(string tag, TagStatus status = TagStatus.Accepted, DateTimeOffset? until = null, Guid? owner = null) =>
        Assert.True((await Host.Get<SaveTag>().RunAsync(Host.ActorOf(Role.Admin), tag, new TagWish(status, until, UserId: owner), default)).IsDone);

    /// <summary>The charge point, connected, booted, its plugs free.</summary>
    public Task<TestCharger> ChargerAsync(string identity = Identity) => TestCharger.ConnectAsync(Host, identity);

    public Task<ApiAnswer> StartAsync(string tag = Tag, int connector = 1, HttpClient? http = null, string? chargePoint = null) =>
        (http ?? Operator).PostApiAsync("/api/ChargingSession/start-charging-session", new
        {
            chargingStationId = Station.Id,
            connectorId = connector,
            chargeTagId = tag,
            chargePointId = chargePoint,
        });

    /// <summary>A start that is accepted: the session's id.</summary>
    public async Task<string> StartedAsync(string tag = Tag, int connector = 1)
    {
        var answer = await StartAsync(tag, connector);
        Assert.True(answer.Success, answer.Body.GetRawText());
        return answer.Data.GetProperty("sessionId").GetString()!;
    }

    public Task<ApiAnswer> EndAsync(object anyId, HttpClient? http = null) =>
        (http ?? Operator).PostApiAsync("/api/ChargingSession/end-charging-session", new { sessionId = anyId });

    /// <summary>The session as the API shows it, by any of its ids.</summary>
    public async Task<JsonElement> SessionAsync(object anyId) => (await Operator.GetApiAsync($"/v1/sessions/{anyId}")).Data;

    public async Task<JsonElement> UntilAsync(object anyId, string status) => await UntilAsync(anyId, s => s.Text("status") == status);

    public async Task<JsonElement> UntilAsync(object anyId, Func<JsonElement, bool> condition)
    {
        JsonElement session = default;
        await HostChargers.UntilAsync(async () => condition(session = await SessionAsync(anyId)));
        return session;
    }

    /// <summary>Lets the clock run, a second at a time, until something holds.</summary>
    public Task TickUntilAsync(Func<bool> condition) => HostChargers.UntilAsync(() =>
    {
        if (condition()) return Task.FromResult(true);
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(false);
    });

    /// <summary>Until the remote start of this session was agreed to.</summary>
    public Task<JsonElement> UntilAgreedAsync(string sessionId) => UntilAsync(sessionId, s => s.Kinds().Contains("Accepted"));

    /// <summary>The session that holds a plug, if one does.</summary>
    public async Task<Guid?> HolderAsync(int connector = 1, string identity = Identity)
    {
        await using var db = Host.OpenDb();
        var open = await db.Sessions.Where(s => s.ChargePointIdentity == identity && s.ConnectorNumber == connector && s.EndedAt == null).Select(s => (Guid?)s.Id).SingleOrDefaultAsync();
        var holder = await db.Set<Connector>().Where(c => db.Set<ChargePoint>().Any(p => p.Id == c.ChargePointId && p.Identity == identity) && c.Number == connector)
            .Select(c => c.OpenSessionId).SingleAsync();
        Assert.Equal(open, holder);
        return open;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Reading a session's JSON in a word.</summary>
internal static class SessionJson
{
    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static decimal? Amount(this JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;

    public static int TransactionId(this JsonElement session) => session.GetProperty("transactionId").GetInt32();

    public static string[] Kinds(this JsonElement session) => [.. session.GetProperty("events").EnumerateArray().Select(e => e.Text("kind")!)];

    public static string Words(this JsonElement session) => string.Join('\n', session.GetProperty("events").EnumerateArray().Select(e => e.Text("message")));
}
