using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Alerts;

/// <summary>What is wrong is found, told once, taken by somebody, and over by itself.</summary>
public sealed class AlertsTests
{
    [Fact]
    public async Task A_fault_is_an_alert_until_the_charger_says_otherwise_and_one_that_comes_back_is_the_same()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        await LookAsync(house);

        var alert = Assert.Single(await ListAsync(house));
        Assert.Equal(("connector_fault", "WARNING", "OPEN", "CP-1", 1), (alert.Text("rule"), alert.Text("severity"), alert.Text("status"), alert.Text("chargePointId"), alert.GetProperty("times").GetInt32()));
        Assert.Contains("residual-current protection", alert.Text("message"), StringComparison.Ordinal);
        Assert.Equal(1, house.Get<WatchAlerts>().Counts.Open);

        house.Clock.Advance(TimeSpan.FromSeconds(5));
        await charger.ReportAsync("Available");
        await LookAsync(house);
        Assert.Equal(("RESOLVED", 0), ((await ListAsync(house))[0].Text("status"), house.Get<WatchAlerts>().Counts.Open));

        house.Clock.Advance(TimeSpan.FromSeconds(5));
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        await LookAsync(house);
        var again = Assert.Single(await ListAsync(house));
        Assert.Equal(("OPEN", 2, alert.Text("id")), (again.Text("status"), again.GetProperty("times").GetInt32(), again.Text("id")));
    }

    [Fact]
    public async Task Somebody_takes_it_with_a_comment_and_nobody_else_can()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        await LookAsync(house);
        var id = (await ListAsync(house))[0].Text("id");

        var taken = await house.Operator.PostApiAsync($"/v1/alerts/{id}/acknowledge", new { comment = "Electrician is on the way" });

        Assert.Equal(("ACKNOWLEDGED", "operator@test.local", "Electrician is on the way"), (taken.Data.Text("status"), taken.Data.Text("acknowledgedBy"), taken.Data.Text("comment")));
        var second = await house.Host.Client(Role.Admin).PostApiAsync($"/v1/alerts/{id}/acknowledge", new { });
        Assert.Equal((HttpStatusCode.Conflict, "already_acknowledged"), (second.Status, second.Code));
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Host.Client(Role.Driver).PostApiAsync($"/v1/alerts/{id}/acknowledge", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.PostApiAsync($"/v1/alerts/{Guid.NewGuid()}/acknowledge", new { })).Status);
        Assert.Single((await house.Operator.GetApiAsync("/v1/alerts?status=ACKNOWLEDGED")).Data.GetProperty("items").EnumerateArray());
        Assert.Empty((await house.Operator.GetApiAsync("/v1/alerts?status=OPEN")).Data.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Alerts_are_asked_for_by_the_time_they_were_raised()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        await LookAsync(house);
        async Task<int> CountAsync(int from, int to) => (await house.Operator.GetApiAsync($"/v1/alerts?from={Time(from)}&to={Time(to)}")).Data.GetProperty("total").GetInt32();
        string Time(int minutes) => Uri.EscapeDataString(house.Now.AddMinutes(minutes).ToString("O"));

        Assert.Equal((1, 0, 0), (await CountAsync(-1, 1), await CountAsync(1, 2), await CountAsync(-2, -1)));
    }

    [Fact]
    public async Task What_the_charger_itself_and_its_maker_say_of_a_fault_is_in_the_alert_and_in_the_history()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.Client.CallAsync("StatusNotification", new JsonObject
        {
            ["connectorId"] = 1,
            ["status"] = "Faulted",
            ["errorCode"] = "OtherError",
            ["info"] = "Door is open",
            ["vendorErrorCode"] = "E-42",
        });
        await LookAsync(house);

        Assert.EndsWith("The maker's code is E-42. It says “Door is open”.", Assert.Single(await ListAsync(house)).Text("message"), StringComparison.Ordinal);
        var line = (await house.Operator.GetApiAsync("/v1/faults?chargePointId=CP-1")).Data.GetProperty("items")[0];
        Assert.EndsWith("It says “Door is open”.", line.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_look_at_once_raise_it_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => LookAsync(house))));

        Assert.Single(await ListAsync(house));
    }

    [Fact]
    public void A_grave_one_that_nobody_takes_is_told_again_once_and_one_that_is_snoozed_is_not()
    {
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        Alert New() => new(new AlertSignal("k", "r", AlertSeverity.Critical, "T", "W", "/", now), now);
        var (late, snoozed, taken) = (New(), New(), New());
        snoozed.Snooze(TimeSpan.FromHours(1), now);
        taken.Acknowledge("Anna", null, now);

        Assert.False(late.Escalate(now.AddMinutes(14)));
        Assert.Equal((true, false), (late.Escalate(now.AddMinutes(15)), late.Escalate(now.AddMinutes(16))));
        Assert.Equal((false, false), (snoozed.Escalate(now.AddMinutes(20)), taken.Escalate(now.AddMinutes(20))));
        Assert.True(snoozed.Escalate(now.AddMinutes(61)));
    }

    [Fact]
    public async Task A_station_of_which_all_chargers_are_gone_is_one_outage()
    {
        await using var house = await ChargingHouse.OpenAsync("Alerts:OfflineMinutes=1", "Alerts:OutageFrom=2");
        house.Host.PersonOf(Role.Operator);
        await house.Host.AddChargePointAsync(house.Station, "CP-2");
        var (first, second) = (await house.ChargerAsync(), await house.ChargerAsync("CP-2"));
        await first.DisposeAsync();
        await second.DisposeAsync();
        await house.TickUntilAsync(() => house.Get<Domain.Stations.IChargePointLink>().Connected.Count == 0);
        for (var i = 0; i < 7; i++) house.Clock.Advance(TimeSpan.FromSeconds(10));

        await LookAsync(house);

        var alert = Assert.Single(await ListAsync(house));
        Assert.Equal(("station_offline", "CRITICAL", house.Station.Id), (alert.Text("rule"), alert.Text("severity"), alert.GetProperty("stationId").GetGuid()));
        Assert.Single((await house.Operator.GetApiAsync("/v1/notices")).Data.GetProperty("items").EnumerateArray());
    }

    private static Task LookAsync(ChargingHouse house) => house.Get<WatchAlerts>().LookAsync(default);

    private static async Task<JsonElement[]> ListAsync(ChargingHouse house) => [.. (await house.Operator.GetApiAsync("/v1/alerts")).Data.GetProperty("items").EnumerateArray()];
}
