using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>What a StartTransaction was answered.</summary>
internal sealed record Begun(int TransactionId, string Status);

/// <summary>A charger on a bare socket that says exactly what a test wants it to say, by the house's clock. It agrees to everything unless told otherwise.</summary>
internal sealed class TestCharger : IAsyncDisposable
{
    private readonly OcppClient client;
    private readonly TimeProvider clock;
    private readonly ConcurrentQueue<OcppCall> heard = new();

    private TestCharger(OcppClient client, TimeProvider clock)
    {
        (this.client, this.clock) = (client, clock);
        client.OnCall = AnswerAsync;
    }

    /// <summary>What calls of these actions are answered: a status, "" for silence, "!" for a CALLERROR.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public IReadOnlyCollection<OcppCall> Heard => heard;

    public OcppClient Client => client;

    public static async Task<TestCharger> ConnectAsync(EvOpsHost host, string identity, bool boots = true)
    {
        var charger = new TestCharger(await host.ConnectAsync(identity), host.Get<TimeProvider>());
        if (!boots) return charger;

        Assert.Equal("Accepted", (string?)(await charger.client.BootAsync())["status"]);
        await charger.ReportAsync("Available", 1);
        return charger;
    }

    public Task ReportAsync(string status, int connector = 1, string errorCode = "NoError") =>
        client.ReportAsync(connector, status, errorCode, clock.GetUtcNow());

    public async Task<Begun> StartAsync(string tag = ChargingHouse.Tag, long meterStart = 1_000_000, int connector = 1, DateTimeOffset? at = null)
    {
        var answer = await client.CallAsync("StartTransaction", Start(tag, meterStart, connector, at ?? clock.GetUtcNow()));
        return new((int)answer["transactionId"]!, (string)answer["idTagInfo"]!["status"]!);
    }

    /// <summary>A reading: register, and where given power and state of charge.</summary>
    public Task ReadAsync(int? transactionId, long registerWh, int? powerW = null, int? soc = null, int connector = 1, DateTimeOffset? at = null)
    {
        var values = new JsonArray { Sample("Energy.Active.Import.Register", registerWh, "Wh") };
        if (powerW is { } power) values.Add(Sample("Power.Active.Import", power, "W"));
        if (soc is { } percent) values.Add(Sample("SoC", percent, "Percent"));
        var payload = new JsonObject
        {
            ["connectorId"] = connector,
            ["meterValue"] = new JsonArray { new JsonObject { ["timestamp"] = Iso(at ?? clock.GetUtcNow()), ["sampledValue"] = values } },
        };
        if (transactionId is { } id) payload["transactionId"] = id;
        return client.CallAsync("MeterValues", payload);
    }

    public Task<JsonObject> StopAsync(long transactionId, long meterStop, string? reason = null, string? tag = null, DateTimeOffset? at = null) =>
        client.CallAsync("StopTransaction", Stop(transactionId, meterStop, at ?? clock.GetUtcNow(), reason, tag));

    public async Task<string> AuthorizeAsync(string tag) =>
        (string)(await client.CallAsync("Authorize", new JsonObject { ["idTag"] = tag }))["idTagInfo"]!["status"]!;

    /// <summary>Waits for the nth call of an action.</summary>
    public async Task<JsonObject> HearsAsync(string action, int nth = 1)
    {
        await HostChargers.UntilAsync(() => Task.FromResult(All(action).Length >= nth));
        return All(action)[nth - 1];
    }

    public JsonObject[] All(string action) => [.. heard.Where(call => call.Action == action).Select(call => call.Payload)];

    public ValueTask DisposeAsync() => client.DisposeAsync();

    public static JsonObject Start(string tag, long meterStart, int connector, DateTimeOffset at) => new()
    {
        ["connectorId"] = connector,
        ["idTag"] = tag,
        ["meterStart"] = meterStart,
        ["timestamp"] = Iso(at),
    };

    public static JsonObject Stop(long transactionId, long meterStop, DateTimeOffset at, string? reason = null, string? tag = null)
    {
        var payload = new JsonObject { ["transactionId"] = transactionId, ["meterStop"] = meterStop, ["timestamp"] = Iso(at) };
        if (reason is not null) payload["reason"] = reason;
        if (tag is not null) payload["idTag"] = tag;
        return payload;
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Sample(string measurand, long value, string unit) =>
        new() { ["measurand"] = measurand, ["value"] = value.ToString(CultureInfo.InvariantCulture), ["unit"] = unit };

    private Task<JsonObject?> AnswerAsync(OcppCall call, CancellationToken cancel)
    {
        heard.Enqueue(call);
        return Answers.GetValueOrDefault(call.Action, call.Action == "UnlockConnector" ? "Unlocked" : "Accepted") switch
        {
            "" => Task.FromResult<JsonObject?>(null),
            "!" => throw new OcppCallError("InternalError", "Out of order"),
            var status => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = status }),
        };
    }
}
