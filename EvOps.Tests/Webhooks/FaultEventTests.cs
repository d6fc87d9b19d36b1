using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Webhooks;

/// <summary>A charger's faults, told to others as they begin and end.</summary>
public sealed class FaultEventTests
{
    [Fact]
    public async Task A_fault_of_a_connector_and_of_the_charger_is_told_once_when_it_begins_and_once_when_it_ends()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var receiver = await Receiver.OpenAsync();
        var (_, secret) = await host.SubscribeAsync(receiver.Address, "Tickets", WebhookEventType.FaultRaised, WebhookEventType.FaultCleared);
        var station = await StationTalk.AddChargerAsync(host.Client(Role.Admin), "CP-F", connectors: 2);
        await using var charger = await host.ConnectAsync("CP-F");
        await charger.BootAsync();

        await charger.ReportAsync(2, "Available");
        await charger.CallAsync("StatusNotification", new JsonObject
        {
            ["connectorId"] = 2,
            ["status"] = "Faulted",
            ["errorCode"] = "GroundFailure",
            ["vendorErrorCode"] = "E-17",
            ["info"] = "RCD tripped",
        });
        await charger.ReportAsync(2, "Faulted", "GroundFailure");
        await charger.ReportAsync(2, "Available");
        await charger.ReportAsync(0, "Faulted", "InternalError");
        await charger.ReportAsync(0, "Available");

        await HostChargers.UntilAsync(async () => (await host.DeliveriesAsync(new(State: DeliveryState.Delivered))).Count == 4);
        var told = receiver.All.OrderBy(one => one.Json.Text("at"), StringComparer.Ordinal).ThenBy(one => one.Json.Text("id"), StringComparer.Ordinal).ToList();
        Assert.Equal(
            [("fault.raised", 2, "GroundFailure"), ("fault.cleared", 2, "GroundFailure"), ("fault.raised", 0, "InternalError"), ("fault.cleared", 0, "InternalError")],
            told.Select(one => (one.Event, one.Data.GetProperty("connectorNumber").GetInt32(), one.Data.Text("errorCode"))));
        Assert.All(told, one => Assert.True(one.IsSignedWith(secret)));
        Assert.Equal(
            ("CP-F", station, "E-17", "RCD tripped"),
            (told[0].Data.Text("chargePointId"), told[0].Data.GetProperty("stationId").GetGuid(), told[0].Data.Text("vendorErrorCode"), told[0].Data.Text("info")));
        Assert.EndsWith("Z", told[0].Data.Text("at"), StringComparison.Ordinal);
    }
}
