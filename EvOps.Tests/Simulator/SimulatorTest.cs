using System.Globalization;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Simulator;

/// <summary>A fake central system and one charge point, fast enough for tests: cars charge 600 times faster than the clock.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    private protected FakeCentralSystem Central { get; private set; } = null!;

    private protected SimulatedChargePoint ChargePoint { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected ChargePointOptions Options => new()
    {
        Url = Central.Url,
        Identity = "CP 1",
        MeterInterval = TimeSpan.FromMilliseconds(50),
        TimeScale = 600,
        ReconnectDelay = TimeSpan.FromMilliseconds(20),
        RebootTime = TimeSpan.FromMilliseconds(50),
        CarArrivesAfter = TimeSpan.FromMilliseconds(50),
        CarLeavesAfter = TimeSpan.FromMilliseconds(50),
        CallTimeout = TimeSpan.FromSeconds(5),
    };

    public async ValueTask InitializeAsync()
    {
        Central = await FakeCentralSystem.StartAsync();
        ChargePoint = new SimulatedChargePoint(Options);
    }

    public async ValueTask DisposeAsync()
    {
        await ChargePoint.DisposeAsync();
        await Central.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task ConnectAsync() => ChargePoint.ConnectAsync(Cancel);

    private protected Task<SwipeOutcome> SwipeAsync(string idTag = "TAG-1") => ChargePoint.SwipeAsync(1, idTag, Cancel);

    private protected Task UntilAsync(Func<SimulatedChargePoint, bool> condition) =>
        ChargePoint.UntilAsync(condition, Waits.Longest, Cancel);

    private protected Task<string?> AskAsync(string action, JsonObject? payload = null) => Central.AskAsync("CP 1", action, payload);

    /// <summary>Connects, plugs a car in, swipes, and waits for the first reading.</summary>
    private protected async Task<int> ChargeAsync()
    {
        await ConnectAsync();
        await ChargePoint.PlugInAsync(1, Hatchback());
        Assert.Equal(SwipeOutcome.Started, await SwipeAsync());
        await Central.HearsAsync("MeterValues");
        return ChargePoint.Connector(1).TransactionId!.Value;
    }

    private protected static Car Hatchback(double soc = 20) => new(CarModels.All.Single(model => model.Name == "Hatchback 58 kWh"), soc, 80);

    private protected static double Reading(JsonObject meterValues, string measurand) => double.Parse(
        (string)meterValues["meterValue"]![0]!["sampledValue"]!.AsArray().First(one => (string?)one!["measurand"] == measurand)!["value"]!,
        CultureInfo.InvariantCulture);

    private protected static double Energy(JsonObject meterValues) => Reading(meterValues, "Energy.Active.Import.Register");

    private protected static DateTimeOffset Time(JsonObject meterValues) =>
        DateTimeOffset.Parse((string)meterValues["meterValue"]![0]!["timestamp"]!, CultureInfo.InvariantCulture);
}
