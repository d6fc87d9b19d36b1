using System.Globalization;
using System.Text.Json.Nodes;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>BootNotification and what is allowed before it is accepted (OCPP 1.6 §4.2; ocpp.md, rows B).</summary>
public sealed class BootTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private readonly string identity = OcppHouse.NewIdentity();

    [Fact]
    public async Task A_boot_is_answered_with_the_decision_the_time_and_the_interval()
    {
        await house.EnrolAsync(identity, c => c.DecideBoot(BootStatus.Accepted, 123));
        await using var charger = await house.ChargerAsync(identity, boots: false);
        var from = house.Now;

        var answer = await charger.BootAsync();

        Assert.Equal(("Accepted", 123), ((string?)answer["status"], (int)answer["interval"]!));
        Assert.EndsWith("Z", (string)answer["currentTime"]!, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse((string)answer["currentTime"]!, CultureInfo.InvariantCulture), from, house.Now);
    }

    [Fact]
    public async Task What_a_charger_tells_of_itself_is_kept()
    {
        await using var charger = await house.ChargerAsync(identity, boots: false);

        await charger.CallAsync("BootNotification", JsonNode.Parse("""
            {"chargePointVendor":"Volta","chargePointModel":"A model of more than twenty characters","chargeBoxSerialNumber":"B-1","chargePointSerialNumber":"01234567890123456789012345",
             "firmwareVersion":"1.2.3","iccid":"8949","imsi":"262","meterType":"M","meterSerialNumber":"MS"}
            """));

        var kept = await house.ChargePointAsync(identity);
        Assert.Equal(("Volta", "A model of more than twenty characters", "01234567890123456789012345", "1.2.3"), (kept.Vendor, kept.Model, kept.SerialNumber, kept.Firmware));
    }

    [Fact]
    public async Task A_heartbeat_is_answered_with_the_present_time()
    {
        await using var charger = await house.ChargerAsync(identity);
        var from = house.Now;

        var told = DateTimeOffset.Parse((string)(await charger.CallAsync("Heartbeat"))["currentTime"]!, CultureInfo.InvariantCulture);

        Assert.InRange(told, from, house.Now);
    }

    [Theory]
    [InlineData(BootStatus.Pending)]
    [InlineData(BootStatus.Rejected)]
    public async Task Before_it_is_accepted_a_charger_may_only_boot(BootStatus status)
    {
        await house.EnrolAsync(identity, c => c.DecideBoot(status, 20));
        await using var charger = await house.ChargerAsync(identity, boots: false);

        var answer = await charger.BootAsync();

        Assert.Equal(($"{status}", 20), ((string?)answer["status"], (int)answer["interval"]!));
        foreach (var (action, payload) in new[] { ("Heartbeat", "{}"), ("StatusNotification", """{"connectorId":1,"status":"Available","errorCode":"NoError"}"""), ("Authorize", """{"idTag":"T"}""") })
            Assert.Equal("SecurityError", (await Assert.ThrowsAsync<OcppCallError>(() => charger.CallAsync(action, JsonNode.Parse(payload)))).Code);
        Assert.Equal($"{status}", (string?)(await charger.BootAsync())["status"]);
        Assert.Empty((await house.ChargePointAsync(identity)).Connectors);
    }

    [Fact]
    public async Task A_pending_charger_is_configured_but_asked_neither_to_start_nor_to_stop()
    {
        await house.EnrolAsync(identity, c => c.DecideBoot(BootStatus.Pending, null));
        await using var charger = await house.ChargerAsync(identity);
        charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Accepted" });
        using var http = house.Host.Client(Role.Operator);

        Assert.Equal("Accepted", (await CommandAsync(http, "ChangeConfiguration", new { key = "HeartbeatInterval", value = "60" })).Data.GetProperty("response").GetProperty("status").GetString());
        var start = await CommandAsync(http, "RemoteStartTransaction", new { idTag = "T" });
        var link = await house.Host.Get<IChargePointLink>().StopAsync(identity, 1, default);

        Assert.Equal((422, "charge_point_not_accepted"), ((int)start.Status, start.Code));
        Assert.Equal(LinkResult.Rejected, link.Result);
    }

    [Fact]
    public async Task Nothing_at_all_is_sent_to_a_rejected_charger()
    {
        await house.EnrolAsync(identity, c => c.DecideBoot(BootStatus.Rejected, null));
        await using var charger = await house.ChargerAsync(identity);

        var result = await house.Find(identity)!.CallAsync("ClearCache", "{}"u8.ToArray(), default).WaitAsync(Waits.Longest);

        Assert.Equal(OcppCallOutcome.NotAccepted, result.Outcome);
        var next = await OcppHouse.AskRawAsync(charger, """[2,"next","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        Assert.Equal("next", (string?)next[1]);
    }

    [Fact]
    public async Task Who_comes_back_without_booting_carries_on()
    {
        await using (await house.ChargerAsync(identity))
        {
        }

        await using var again = await house.ChargerAsync(identity, boots: false);

        await OcppHouse.AssertAliveAsync(again);
    }

    [Fact]
    public async Task Who_never_booted_is_asked_to_once_and_told_why_nothing_is_taken()
    {
        await using var charger = await house.ChargerAsync(identity, boots: false);
        var asked = new List<string>();
        charger.OnCall = (call, _) =>
        {
            asked.Add($"{call.Action} {call.Payload["requestedMessage"]}");
            return Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Rejected" });
        };

        for (var i = 0; i < 3; i++)
            Assert.Equal("SecurityError", (await Assert.ThrowsAsync<OcppCallError>(() => charger.ReportAsync(1, "Available"))).Code);
        await OcppHouse.UntilAsync(() => asked.Count > 0);
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");

        Assert.Equal(["TriggerMessage BootNotification"], asked);
    }

    [Fact]
    public async Task Who_may_stay_unbooted_is_taken_as_it_is()
    {
        await house.EnrolAsync(identity, c => c.Allow(ChargePointAllowances.Unbooted, 0));
        await using var charger = await house.ChargerAsync(identity, boots: false);

        await charger.ReportAsync(1, "Available", at: house.Now);

        Assert.Equal("Available", $"{(await house.ChargePointAsync(identity)).Connectors.Single().Status}");
        Assert.True(await house.StartAsync(charger) > 0);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_charger_before_it_boots()
    {
        await using var charger = await house.ChargerAsync(identity, boots: false);

        // Q6: some are upset by a question before their boot. The boot's answer is the first thing it hears.
        var first = await OcppHouse.AskRawAsync(charger, """[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");

        Assert.Equal((3, "boot"), ((int)first[0]!, (string?)first[1]));
    }

    [Fact]
    public async Task A_charger_that_hangs_up_when_answered_at_once_is_answered_later()
    {
        await house.EnrolAsync(identity, c => c.Allow(ChargePointAllowances.None, 1000));
        await using var charger = await house.ChargerAsync(identity, boots: false);
        var from = house.Now;

        var answer = charger.BootAsync();
        await house.TickUntilAsync(() => answer.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.True(house.Now - from >= TimeSpan.FromSeconds(1), $"It was answered after {house.Now - from}.");
        Assert.Equal("Accepted", (string?)(await answer)["status"]);
    }

    private Task<ApiAnswer> CommandAsync(HttpClient http, string action, object body) => http.PostApiAsync($"/v1/charge-points/{identity}/commands/{action}", body);
}
