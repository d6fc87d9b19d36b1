using System.Globalization;
using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>A client that is not ours, strict about OCPP's schemas in both directions, charges here.</summary>
public sealed class ThirdPartyTests(NpmFixture npm)
{
    private const string Identity = "RPC 1", Key = "0123456789abcdef";

    [Fact]
    public async Task It_is_started_and_stopped_from_afar_and_billed_to_the_watt_hour()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await AddAsync(host);
        await using var charger = await ConnectAsync(host);
        var http = host.Client(Role.Operator);

        var started = await http.PostApiAsync("/api/ChargingSession/start-charging-session", new { chargingStationId = station.Id, connectorId = 1, chargeTagId = "RPC-TAG" });
        Assert.Equal("""{"idTag":"RPC-TAG","connectorId":1}""", (await charger.HearsAsync("RemoteStartTransaction")).ToJsonString());
        var begun = await charger.CallAsync("StartTransaction", new { connectorId = 1, idTag = "RPC-TAG", meterStart = 500_000, timestamp = Now() });
        Assert.Equal("Accepted", (string?)begun["idTagInfo"]!["status"]);
        var transactionId = (int)begun["transactionId"]!;
        await charger.CallAsync("MeterValues", new { connectorId = 1, transactionId, meterValue = new[] { Reading("504000", "41") } });
        Assert.Equal(4m, (await http.GetApiAsync($"/v1/sessions/{transactionId}")).Data.Amount("energyKwh"));

        await http.PostApiAsync("/api/ChargingSession/end-charging-session", new { sessionId = started.Data.Text("requestId") });
        Assert.Equal(transactionId, (int)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]!);
        await charger.CallAsync("StopTransaction", new
        {
            transactionId,
            meterStop = 511_345,
            timestamp = Now(),
            reason = "Remote",
            idTag = "RPC-TAG",
            transactionData = new[] { Reading("511345", "63") },
        });

        var ended = (await http.GetApiAsync($"/v1/sessions/{started.Data.Text("sessionId")}")).Data;
        Assert.Equal(("COMPLETED", 11.345m, 4.54m), (ended.Text("status"), ended.Amount("energyKwh"), ended.Amount("costAmount")));
        Assert.Equal((41m, 63m, null), (ended.Amount("initialSoc"), ended.Amount("finalSoc"), ended.Text("reviewReason")));
        Assert.Empty(charger.Faults);
    }

    [Fact]
    public async Task It_serves_a_driver_by_itself_and_finds_no_fault_with_any_answer()
    {
        await using var host = await EvOpsHost.StartAsync();
        await AddAsync(host);
        await using var charger = await ConnectAsync(host);

        Assert.NotNull((await charger.CallAsync("Heartbeat", new { }))["currentTime"]);
        Assert.Equal("UnknownVendorId", (string?)(await charger.CallAsync("DataTransfer", new { vendorId = "com.example" }))["status"]);
        await charger.CallAsync("DiagnosticsStatusNotification", new { status = "Idle" });
        await charger.CallAsync("FirmwareStatusNotification", new { status = "Installed" });
        Assert.Equal("Invalid", (string?)(await charger.CallAsync("Authorize", new { idTag = "STRANGER" }))["idTagInfo"]!["status"]);
        Assert.Equal("Accepted", (string?)(await charger.CallAsync("Authorize", new { idTag = "RPC-TAG" }))["idTagInfo"]!["status"]);
        var begun = await charger.CallAsync("StartTransaction", new { connectorId = 1, idTag = "RPC-TAG", meterStart = 0, timestamp = Now() });
        var stopped = await charger.CallAsync("StopTransaction", new { transactionId = (int)begun["transactionId"]!, meterStop = 1, timestamp = Now(), idTag = "RPC-TAG" });
        Assert.Equal("FAMILY", (string?)stopped["idTagInfo"]!["parentIdTag"]);
        Assert.Empty(await charger.CallAsync("StopTransaction", new { transactionId = -1, meterStop = 1, timestamp = Now() }));

        Assert.Equal(0.001m, (await host.Client(Role.Operator).GetApiAsync($"/v1/sessions/{begun["transactionId"]}")).Data.Amount("energyKwh"));
        Assert.Empty(charger.Faults);
    }

    [Theory]
    [InlineData("Reset", """{"type":"Soft"}""", "Accepted")]
    [InlineData("UnlockConnector", """{"connectorId":1}""", "Unlocked")]
    [InlineData("ChangeAvailability", """{"connectorId":0,"type":"Operative"}""", "Accepted")]
    [InlineData("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"10"}""", "Accepted")]
    [InlineData("ClearCache", "{}", "Accepted")]
    [InlineData("TriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":1}""", "Accepted")]
    [InlineData("RemoteStartTransaction", """{"idTag":"RPC-TAG"}""", "Accepted")]
    public async Task A_command_reaches_it_as_the_schema_wants_it(string action, string body, string status)
    {
        await using var host = await EvOpsHost.StartAsync();
        await AddAsync(host);
        await using var charger = await ConnectAsync(host);

        var answer = await host.Client(Role.Operator).SendAsync(
            HttpMethod.Post, $"/v1/charge-points/{Uri.EscapeDataString(Identity)}/commands/{action}", new StringContent(body, null, "application/json"));

        Assert.Equal((HttpStatusCode.OK, status), (answer.Status, answer.Data.GetProperty("response").Text("status")));
        Assert.Equal(body, (await charger.HearsAsync(action)).ToJsonString());
        Assert.Empty(charger.Faults);
    }

    private static async Task<Station> AddAsync(EvOpsHost host)
    {
        var station = await host.AddStationAsync();
        var chargePoint = await host.AddChargePointAsync(station, Identity);
        await using var db = host.OpenDb();
        db.Attach(chargePoint).Entity.SetKey(AuthorizationKey.Hash(Key));
        await db.SaveChangesAsync();
        Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), "RPC-TAG", new TagWish(TagStatus.Accepted, ParentIdTag: "family"), default)).IsDone);
        return station;
    }

    private async Task<ThirdPartyChargePoint> ConnectAsync(EvOpsHost host)
    {
        var charger = ThirdPartyChargePoint.Start(await npm.FolderAsync(), host.ChargerDoor(), Identity, Key);
        var boot = await charger.CallAsync("BootNotification", new { chargePointVendor = "ocpp-rpc", chargePointModel = "2.2" });
        Assert.Equal("Accepted", (string?)boot["status"]);
        await charger.CallAsync("StatusNotification", new { connectorId = 1, errorCode = "NoError", status = "Available", timestamp = Now() });
        return charger;
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);

    private static object Reading(string register, string soc) => new
    {
        timestamp = Now(),
        sampledValue = new object[]
        {
            new { value = register, measurand = "Energy.Active.Import.Register", unit = "Wh", context = "Sample.Periodic", location = "Outlet" },
            new { value = "11.0", measurand = "Power.Active.Import", unit = "kW" },
            new { value = "16.0", measurand = "Current.Import", unit = "A", phase = "L1" },
            new { value = "16.1", measurand = "Current.Import", unit = "A", phase = "L2" },
            new { value = "230.4", measurand = "Voltage", unit = "V", phase = "L1-N" },
            new { value = soc, measurand = "SoC", unit = "Percent", location = "EV" },
        },
    };
}
