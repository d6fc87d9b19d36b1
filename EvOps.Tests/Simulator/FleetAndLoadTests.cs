using System.Diagnostics;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class FleetAndLoadTests : SimulatorTest
{
    [Fact]
    public async Task A_fleet_has_cars_that_come_charge_and_leave()
    {
        await using var fleet = new Fleet(new FleetOptions
        {
            ChargePoints = FleetOptions.Named("F-", 5, Options with { TimeScale = 3600 }),
            IdTags = ["A", "B"],
            MeanIdle = TimeSpan.FromMilliseconds(100),
            MeanStay = TimeSpan.FromMilliseconds(500),
            BusyAtStart = 0,
            ConnectEvery = TimeSpan.Zero,
        });
        fleet.Start();

        await Central.HearsAsync("StopTransaction");
        await Central.UntilAsync(() => Central.All("BootNotification").Count == 5, "five boots");

        Assert.Subset(new HashSet<string> { "A", "B" }, Central.All("StartTransaction").Select(one => (string)one["idTag"]!).ToHashSet());
    }

    [Fact]
    public async Task No_car_comes_by_itself_to_a_connector_that_is_left_free()
    {
        await using var fleet = new Fleet(new FleetOptions
        {
            ChargePoints = FleetOptions.Named("F-", 1, Options with { TimeScale = 3600, Connectors = 2 }),
            LeftFree = new HashSet<(string, int)> { ("F-0001", 2) },
            MeanIdle = TimeSpan.FromMilliseconds(20),
            MeanStay = TimeSpan.FromMilliseconds(20),
            BusyAtStart = 0,
        });
        fleet.Start();

        await Central.UntilAsync(() => Central.All("StartTransaction").Count >= 2, "two cars");

        Assert.All(Central.All("StartTransaction"), one => Assert.Equal(1, (int)one["connectorId"]!));
    }

    [Fact]
    public async Task A_fleet_takes_up_what_its_connectors_kept_through_a_power_cut()
    {
        var began = DateTimeOffset.UtcNow.AddMinutes(-20);
        await using var fleet = new Fleet(new FleetOptions
        {
            ChargePoints = FleetOptions.Named("F-", 1, Options with { Connectors = 2 }),
            Memory = new Dictionary<(string, int), ConnectorMemory>
            {
                [("F-0001", 1)] = new(5_000_700, new RememberedTransaction(77, "A", 5_000_000, began, Hatchback())),
                [("F-0001", 2)] = new(9_000_000),
            },
            MeanIdle = TimeSpan.FromHours(1),
            MeanStay = TimeSpan.FromSeconds(1),
            BusyAtStart = 0,
        });
        fleet.Start();

        var reading = await Central.HearsAsync("MeterValues");
        var stop = await Central.HearsAsync("StopTransaction");

        Assert.Empty(Central.All("StartTransaction"));
        Assert.Equal(77, (int)reading["transactionId"]!);
        Assert.True(Energy(reading) >= 5_000_700);
        Assert.Equal(77, (int)stop["transactionId"]!);
        Assert.True((long)stop["meterStop"]! >= 5_000_700);
        Assert.Equal(9_000_000, fleet["F-0001"].Connector(2).RegisterWh);
    }

    [Fact]
    public async Task A_fleet_ends_in_seconds_and_cleanly()
    {
        var fleet = new Fleet(new FleetOptions { ChargePoints = FleetOptions.Named("F-", 20, Options), ConnectEvery = TimeSpan.Zero });
        fleet.Start();
        await Central.UntilAsync(() => Central.All("BootNotification").Count == 20, "twenty boots");
        var clock = Stopwatch.StartNew();

        await fleet.DisposeAsync();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        await Central.UntilAsync(() => Central.All("(connection ended)").Count == 20, "twenty ends");
        Assert.Empty(Central.All("(connection lost)"));
    }

    [Fact]
    public async Task A_load_run_counts_every_message_and_ends_its_transactions()
    {
        var result = await LoadRun.RunAsync(
            new LoadOptions { Url = Central.Url, Connections = 3, Duration = TimeSpan.FromMilliseconds(300) }, Cancel);

        Assert.Equal(Central.All("MeterValues").Count, result.Messages);
        Assert.Equal((3, 0, null), (result.Connections, (int)result.Errors, result.FirstError));
        Assert.InRange(result.P50Ms, 0.001, result.P99Ms);
        Assert.InRange(result.P99Ms, result.P50Ms, result.MaxMs);
        Assert.Equal(3, Central.All("StopTransaction").Count);
        Assert.All(Central.All("MeterValues"), one => Assert.InRange(Energy(one), 20_000_000, 30_000_000));
        Assert.Equal(result.Messages, (long)JsonNode.Parse(result.ToJson())!["messages"]!);
    }

    [Fact]
    public async Task A_load_run_against_nobody_tells_so()
    {
        var result = await LoadRun.RunAsync(new LoadOptions { Url = new Uri("ws://127.0.0.1:1/ocpp"), Connections = 2 }, Cancel);

        Assert.Equal((0, 2L), (result.Connections, result.Errors));
        Assert.NotNull(result.FirstError);
    }

    [Fact]
    public async Task Idle_connections_stand_until_they_are_let_go()
    {
        var run = new LoadRun(new LoadOptions { Url = Central.Url, Connections = 10 });
        await run.OpenAsync(Cancel);
        run.Hold();

        Assert.Equal(10, run.OpenConnections);
        Assert.Equal("NotSupported", (string?)(await Central.CallAsync("LOAD-00003", "Reset"))[2]);
        await run.DisposeAsync();

        await Central.UntilAsync(() => Central.All("(connection ended)").Count == 10, "ten ends");
        Assert.Empty(run.Errors);
    }
}
