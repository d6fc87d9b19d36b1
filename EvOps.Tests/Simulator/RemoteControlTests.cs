using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class RemoteControlTests : SimulatorTest
{
    [Fact]
    public async Task A_remote_start_on_an_empty_connector_brings_a_car_and_a_remote_stop_ends_it()
    {
        await ConnectAsync();
        Assert.Equal("Accepted", await AskAsync("RemoteStartTransaction", new JsonObject { ["connectorId"] = 1, ["idTag"] = "R-1" }));
        await Central.HearsAsync("MeterValues");
        var transactionId = ChargePoint.Connector(1).TransactionId!.Value;

        Assert.Equal("Accepted", await AskAsync("RemoteStopTransaction", new JsonObject { ["transactionId"] = transactionId }));

        var stop = await Central.HearsAsync("StopTransaction");
        Assert.Equal("Remote", (string?)stop["reason"]);
        Assert.Equal("R-1", (string?)Central.All("StartTransaction")[0]["idTag"]);
        await UntilAsync(one => one.Connector(1).Status == ConnectorStatus.Available);
    }

    [Fact]
    public async Task A_remote_start_waits_for_a_car_until_the_connection_timeout()
    {
        await using var alone = new SimulatedChargePoint(Options with { Identity = "CP 2", CarArrivesAfter = null });
        await alone.ConnectAsync(Cancel);
        await Central.AskAsync("CP 2", "ChangeConfiguration", new JsonObject { ["key"] = "ConnectionTimeOut", ["value"] = "0" });

        Assert.Equal("Accepted", await Central.AskAsync("CP 2", "RemoteStartTransaction", new JsonObject { ["idTag"] = "R-1" }));

        await Central.HearsStatusAsync(1, "Preparing");
        await alone.UntilAsync(one => one.Connector(1).Status == ConnectorStatus.Available, cancel: Cancel);
        Assert.Empty(Central.All("StartTransaction"));
    }

    [Fact]
    public async Task Unlocking_ends_the_transaction_and_frees_the_connector()
    {
        await ChargeAsync();

        Assert.Equal("Unlocked", await AskAsync("UnlockConnector", new JsonObject { ["connectorId"] = 1 }));

        var stop = await Central.HearsAsync("StopTransaction");
        Assert.Equal("UnlockCommand", (string?)stop["reason"]);
        await UntilAsync(one => one.Connector(1) is { Status: ConnectorStatus.Available, IsPluggedIn: false });
    }

    [Theory]
    [InlineData("Soft", "SoftReset")]
    [InlineData("Hard", "HardReset")]
    public async Task A_reset_ends_the_transaction_and_boots_again(string type, string reason)
    {
        await ChargeAsync();

        Assert.Equal("Accepted", await AskAsync("Reset", new JsonObject { ["type"] = type }));

        var stop = await Central.HearsAsync("StopTransaction");
        Assert.Equal(reason, (string?)stop["reason"]);
        await Central.UntilAsync(() => Central.All("BootNotification").Count == 2, "a second boot");
        Assert.Equal(2, Central.Connections);
    }

    [Theory]
    [InlineData("BootNotification")]
    [InlineData("Heartbeat")]
    [InlineData("MeterValues")]
    [InlineData("StatusNotification")]
    [InlineData("FirmwareStatusNotification")]
    [InlineData("DiagnosticsStatusNotification")]
    public async Task A_triggered_message_comes(string message)
    {
        await ConnectAsync();
        await Central.HearsStatusAsync(1, "Available");
        var before = Central.All(message).Count;

        Assert.Equal("Accepted", await AskAsync("TriggerMessage", new JsonObject { ["requestedMessage"] = message }));

        await Central.UntilAsync(() => Central.All(message).Count > before, message);
    }

    [Fact]
    public async Task A_connector_put_out_of_service_while_charging_follows_after_the_transaction()
    {
        await ChargeAsync();

        var answer = await AskAsync("ChangeAvailability", new JsonObject { ["connectorId"] = 1, ["type"] = "Inoperative" });
        Assert.Equal("Scheduled", answer);
        await SwipeAsync();

        await Central.HearsStatusAsync(1, "Unavailable");
        Assert.Equal("Accepted", await AskAsync("ChangeAvailability", new JsonObject { ["connectorId"] = 0, ["type"] = "Operative" }));
        await UntilAsync(one => one.Connector(1).Status == ConnectorStatus.Finishing);
    }

    [Fact]
    public async Task A_reservation_keeps_the_connector_for_its_tag()
    {
        await ConnectAsync();
        var reservation = new JsonObject
        {
            ["connectorId"] = 1,
            ["reservationId"] = 5,
            ["idTag"] = "MINE",
            ["expiryDate"] = DateTime.UtcNow.AddHours(1),
        };

        Assert.Equal("Accepted", await AskAsync("ReserveNow", reservation));
        await Central.HearsStatusAsync(1, "Reserved");
        Assert.Equal(SwipeOutcome.Refused, await SwipeAsync("OTHER"));
        Assert.Equal(SwipeOutcome.WaitingForCar, await SwipeAsync("MINE"));
        await ChargePoint.PlugInAsync(1, Hatchback());

        var start = await Central.HearsAsync("StartTransaction");
        Assert.Equal(5, (int)start["reservationId"]!);
    }

    [Fact]
    public async Task A_charging_profile_limits_the_power_and_zero_suspends()
    {
        await ChargeAsync();

        Assert.Equal("Accepted", await AskAsync("SetChargingProfile", Profile(limitWatts: 5000)));
        await UntilAsync(one => one.Connector(1).PowerKw.Equals(5));
        Assert.Equal("Accepted", await AskAsync("SetChargingProfile", Profile(limitWatts: 0)));
        await Central.HearsStatusAsync(1, "SuspendedEVSE");
        Assert.Equal("Accepted", await AskAsync("ClearChargingProfile", []));

        await UntilAsync(one => one.Connector(1).PowerKw.Equals(11));
    }

    [Fact]
    public async Task Diagnostics_are_uploaded_and_told()
    {
        await ConnectAsync();

        var answer = await Central.CallAsync("CP 1", "GetDiagnostics", new JsonObject { ["location"] = "ftp://example.com" });

        Assert.EndsWith(".zip", (string?)answer[2]!["fileName"], StringComparison.Ordinal);
        await Central.HearsAsync("DiagnosticsStatusNotification", one => (string?)one["status"] == "Uploaded");
    }

    private static JsonObject Profile(double limitWatts) => new()
    {
        ["connectorId"] = 1,
        ["csChargingProfiles"] = new JsonObject
        {
            ["chargingProfileId"] = 1,
            ["stackLevel"] = 0,
            ["chargingProfilePurpose"] = "TxProfile",
            ["chargingProfileKind"] = "Relative",
            ["chargingSchedule"] = new JsonObject
            {
                ["chargingRateUnit"] = "W",
                ["chargingSchedulePeriod"] = new JsonArray(new JsonObject { ["startPeriod"] = 0, ["limit"] = limitWatts }),
            },
        },
    };
}
