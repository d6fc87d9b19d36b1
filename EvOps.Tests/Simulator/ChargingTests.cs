using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class ChargingTests : SimulatorTest
{
    [Fact]
    public async Task A_driver_plugs_in_swipes_charges_swipes_and_leaves()
    {
        var transactionId = await ChargeAsync();
        Assert.Equal(SwipeOutcome.Stopped, await SwipeAsync());
        await ChargePoint.UnplugAsync(1);
        await Central.HearsStatusAsync(1, "Finishing");
        await Central.UntilAsync(() => Statuses().Count(status => status == "Available") == 2, "Available again");

        Assert.Equal(["Available", "Preparing", "Charging", "Finishing", "Available"], Statuses());
        var start = Assert.Single(Central.All("StartTransaction"));
        var stop = Assert.Single(Central.All("StopTransaction"));
        Assert.Equal(transactionId, (int)stop["transactionId"]!);
        Assert.Equal("Local", (string?)stop["reason"]);
        Assert.True((long)stop["meterStop"]! > (long)start["meterStart"]!);
        Assert.All(Central.All("MeterValues"), one => Assert.Equal(transactionId, (int)one["transactionId"]!));
    }

    [Fact]
    public async Task Energy_is_power_times_time()
    {
        await ChargeAsync();
        await Central.UntilAsync(() => Central.All("MeterValues").Count >= 8, "eight readings");

        var (first, last) = (Central.All("MeterValues")[0], Central.All("MeterValues")[^1]);
        var hours = (Time(last) - Time(first)).TotalHours * 600;
        Assert.Equal(11_000, Reading(last, "Power.Active.Import"));
        Assert.InRange((Energy(last) - Energy(first)) / (11_000 * hours), 0.9, 1.1);
    }

    [Fact]
    public async Task Readings_on_three_phases_add_up_to_the_power()
    {
        await ChargeAsync();

        var values = Central.All("MeterValues")[0]["meterValue"]![0]!["sampledValue"]!.AsArray();
        var amperes = values.Where(one => (string?)one!["measurand"] == "Current.Import").ToArray();
        Assert.Equal(["L1", "L2", "L3"], amperes.Select(one => (string?)one!["phase"]));
        Assert.Equal(3, values.Count(one => (string?)one!["measurand"] == "Voltage"));
        Assert.DoesNotContain(values, one => (string?)one!["measurand"] == "SoC");
    }

    [Fact]
    public async Task A_full_car_suspends_the_transaction()
    {
        await ConnectAsync();
        await ChargePoint.PlugInAsync(1, Hatchback(soc: 79.5));
        await SwipeAsync();

        await Central.HearsStatusAsync(1, "SuspendedEV");
        Assert.True(ChargePoint.Connector(1).HasTransaction);
        Assert.Equal(0, ChargePoint.Connector(1).PowerKw);
    }

    [Fact]
    public async Task A_transaction_begun_and_ended_offline_is_told_afterwards_in_order_with_its_own_times()
    {
        await ConnectAsync();
        await ChargePoint.DisconnectAsync(abrupt: true);
        await ChargePoint.PlugInAsync(1, Hatchback());
        Assert.Equal(SwipeOutcome.Started, await SwipeAsync("OFF-1"));
        await UntilAsync(one => one.QueuedMessages >= 3);
        Assert.Null(ChargePoint.Connector(1).TransactionId);
        await SwipeAsync("OFF-1");
        var endedOffline = DateTimeOffset.UtcNow;

        await ConnectAsync();
        await UntilAsync(one => one.QueuedMessages == 0);

        var told = Central.Everything.Where(one => one.Action is "StartTransaction" or "MeterValues" or "StopTransaction").ToArray();
        Assert.Equal("StartTransaction", told[0].Action);
        Assert.Equal("StopTransaction", told[^1].Action);
        Assert.All(told[1..^1], one => Assert.Equal("MeterValues", one.Action));
        Assert.All(told[1..], one => Assert.Equal(1001, (int)one.Payload["transactionId"]!));
        Assert.True((DateTimeOffset)told[^1].Payload["timestamp"]! <= endedOffline);
    }

    [Fact]
    public async Task A_StartTransaction_that_was_not_answered_is_sent_again_after_reconnecting()
    {
        await ConnectAsync();
        await ChargePoint.PlugInAsync(1, Hatchback());
        Central.Answer = message => message.Action == "StartTransaction" ? throw new System.Net.WebSockets.WebSocketException("cut") : null;
        _ = SwipeAsync();
        await Central.HearsAsync("(connection lost)");
        Central.Answer = null;

        await UntilAsync(one => one.Connector(1).TransactionId is not null);

        var starts = Central.All("StartTransaction");
        Assert.True(starts.Count >= 2);
        Assert.Equal(starts[0].ToJsonString(), starts[^1].ToJsonString());
    }

    [Fact]
    public async Task A_tag_that_is_not_accepted_at_the_start_ends_the_transaction()
    {
        Central.Answer = message => message.Action == "StartTransaction"
            ? new JsonObject { ["transactionId"] = 7, ["idTagInfo"] = new JsonObject { ["status"] = "Blocked" } }
            : null;
        await ConnectAsync();
        await ChargePoint.PlugInAsync(1, Hatchback());
        await SwipeAsync();

        var stop = await Central.HearsAsync("StopTransaction");

        Assert.Equal("DeAuthorized", (string?)stop["reason"]);
        Assert.Equal(7, (int)stop["transactionId"]!);
    }

    [Fact]
    public async Task An_unknown_tag_is_refused_and_nothing_begins()
    {
        Central.Answer = message => message.Action == "Authorize"
            ? new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Invalid" } }
            : null;
        await ConnectAsync();
        await ChargePoint.PlugInAsync(1, Hatchback());

        Assert.Equal(SwipeOutcome.Refused, await SwipeAsync());
        Assert.Empty(Central.All("StartTransaction"));
    }

    private string[] Statuses() =>
        [.. Central.All("StatusNotification").Where(one => (int)one["connectorId"]! == 1).Select(one => (string)one["status"]!)];
}
