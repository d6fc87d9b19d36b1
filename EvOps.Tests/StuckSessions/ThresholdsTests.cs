using System.Net;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.StuckSessions;

/// <summary>Thresholds per network and station, tried on the past; and what is kept of every stuck session.</summary>
public sealed class ThresholdsTests
{
    [Fact]
    public async Task A_station_has_its_own_and_what_it_leaves_open_is_as_the_network_has_it()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:OfflineMinutes=20");
        var admin = house.Host.Client(Role.Admin);
        await admin.PutApiAsync("/v1/stuck-sessions/thresholds", new { meterSilentMinutes = 40 });
        await admin.PutApiAsync($"/v1/stuck-sessions/thresholds?stationId={house.Station.Id}", new { energyFlatMinutes = 5 });

        var effective = (await house.Operator.GetApiAsync($"/v1/stuck-sessions/thresholds?stationId={house.Station.Id}")).Data.GetProperty("effective");

        Assert.Equal((40, 5, 20), (effective.GetProperty("meterSilentMinutes").GetInt32(), effective.GetProperty("energyFlatMinutes").GetInt32(), effective.GetProperty("offlineMinutes").GetInt32()));
        var refused = await admin.PutApiAsync("/v1/stuck-sessions/thresholds", new { maxHours = 0, offlineMinutes = 2000 });
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(["maxHours", "offlineMinutes"], refused.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Operator.PutApiAsync("/v1/stuck-sessions/thresholds", new { maxHours = 3 })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PutApiAsync($"/v1/stuck-sessions/thresholds?stationId={Guid.NewGuid()}", new { maxHours = 3 })).Status);
    }

    [Fact]
    public async Task A_session_is_caught_by_its_stations_own_threshold_and_a_try_on_the_past_says_the_same_beforehand()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0, at: house.Now);
        for (var i = 0; i < 16; i++) await PassAsync(house, charger);
        Assert.Empty((await house.Get<FindStuck>().RunAsync(Actor.House("test"), default)).Value);

        var admin = house.Host.Client(Role.Admin);
        var tried = (await admin.PostApiAsync($"/v1/stuck-sessions/thresholds/try?stationId={house.Station.Id}", new { meterSilentMinutes = 4 })).Data;
        Assert.Equal((1, 0, 1, 0), (tried.GetProperty("sessions").GetInt32(), Caught(tried, "holding"), Caught(tried, "tried"), tried.GetProperty("tried").GetProperty("falseAlarms").GetInt32()));
        Assert.Empty((await house.Get<FindStuck>().RunAsync(Actor.House("test"), default)).Value);

        await admin.PutApiAsync($"/v1/stuck-sessions/thresholds?stationId={house.Station.Id}", new { meterSilentMinutes = 4 });
        var stuck = Assert.Single((await house.Get<FindStuck>().RunAsync(Actor.House("test"), default)).Value);
        Assert.Equal(EvidenceKind.MeterSilent, stuck.Verdict.Evidence[0].Kind);

        // It goes on by itself: a false alarm, and the past knows it.
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 1);
        await charger.ReadAsync(begun.TransactionId, 900, at: house.Now);
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 0);
        await HostChargers.UntilAsync(async () => (await StatisticsAsync(house)).GetProperty("falseAlarms").GetInt32() == 1);
        var again = (await admin.PostApiAsync($"/v1/stuck-sessions/thresholds/try?stationId={house.Station.Id}", new { meterSilentMinutes = 4 })).Data;
        Assert.Equal(1, again.GetProperty("holding").GetProperty("falseAlarms").GetInt32());
    }

    [Fact]
    public async Task What_was_closed_from_here_is_caught_by_a_try_on_the_past_and_was_no_false_alarm()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:MeterSilentMinutes=2");
        await house.Host.AddChargePointAsync(house.Station, "CP-2", connectors: 1);
        await house.TagAsync("OTHER");
        await using var charger = await house.ChargerAsync();
        await using var other = await house.ChargerAsync("CP-2");
        var begun = await charger.StartAsync(meterStart: 0, at: house.Now);
        await charger.ReadAsync(begun.TransactionId, 900, at: house.Now);
        await other.StartAsync("OTHER", meterStart: 0, at: house.Now);
        for (var i = 0; i < 16; i++) await PassAsync(house, charger);
        Assert.True((await RemediesTests.StepAsync(house, begun.TransactionId, "Close")).Success);

        var tried = (await house.Host.Client(Role.Admin).PostApiAsync($"/v1/stuck-sessions/thresholds/try?stationId={house.Station.Id}", new { meterSilentMinutes = 60 })).Data;

        Assert.Equal((2, 2, 0), (tried.GetProperty("sessions").GetInt32(), Caught(tried, "holding"), Caught(tried, "tried")));
        Assert.Equal(0, tried.GetProperty("holding").GetProperty("falseAlarms").GetInt32());
    }

    [Fact]
    public async Task Until_when_a_start_has_time_is_said_by_its_stations_own_threshold()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.Host.Client(Role.Admin).PutApiAsync($"/v1/stuck-sessions/thresholds?stationId={house.Station.Id}", new { startPendingMinutes = 41 });
        await using var charger = await house.ChargerAsync();
        var pending = await house.StartedAsync();
        await house.UntilAgreedAsync(pending);
        var until = TimeZoneInfo.ConvertTime(house.Now.AddMinutes(41), TimeZoneInfo.FindSystemTimeZoneById(house.Station.TimeZone)).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains($"If it has not by {until}, the start is called off", await PageAsync(house, Role.Operator, $"/sessions/{pending}"), StringComparison.Ordinal);
        Assert.Contains($"until {until}", await PageAsync(house, Role.Operator, "/monitor"), StringComparison.Ordinal);
        Assert.Contains(house.Now.AddMinutes(41).UtcDateTime.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture), await PageAsync(house, Role.Driver, $"/drive/sessions/{pending}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_had_a_session_closed_is_kept_though_the_charger_would_not_unlock()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StopPendingMinutes=1", "StuckSessions:Mode=Watch");
        await using var charger = await house.ChargerAsync();
        charger.Answers["UnlockConnector"] = "UnlockFailed";
        var begun = await charger.StartAsync(meterStart: 0);
        await house.EndAsync(begun.TransactionId);
        for (var i = 0; i < 6; i++) await PassAsync(house, charger);
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 1);

        await house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 0);

        await HostChargers.UntilAsync(async () => (await StatisticsAsync(house)).GetProperty("freedByPeople").GetInt32() == 1);
        Assert.Equal("admin@test.local", Assert.Single(await house.Get<CountCases>().LatelyAsync(default)).Case.EndedBy);
    }

    [Fact]
    public async Task Who_freed_it_is_kept_and_counted()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StopPendingMinutes=1");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        await house.EndAsync(begun.TransactionId);
        for (var i = 0; i < 6; i++) await PassAsync(house, charger);
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 1);

        await RemediesTests.StepAsync(house, begun.TransactionId, "Close");
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 0);

        await HostChargers.UntilAsync(async () => (await StatisticsAsync(house)).GetProperty("freedByPeople").GetInt32() == 1);
        var lately = Assert.Single(await house.Get<CountCases>().LatelyAsync(default));
        Assert.Equal((CaseOutcome.Freed, "admin@test.local", EvidenceKind.StopIgnored), (lately.Case.Outcome, lately.Case.EndedBy, lately.Case.Cause));
    }

    [Fact]
    public async Task A_plug_that_somebody_was_turned_away_from_goes_first()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StopPendingMinutes=1");
        await house.TagAsync("NEXT");
        await house.TagAsync("OTHER");
        await using var charger = await house.ChargerAsync();
        var (first, second) = (await charger.StartAsync(meterStart: 0), await charger.StartAsync("OTHER", meterStart: 0, connector: 2));
        await house.EndAsync(first.TransactionId);
        await PassAsync(house, charger);
        await house.EndAsync(second.TransactionId);
        for (var i = 0; i < 6; i++) await PassAsync(house, charger);
        Assert.Equal([first.TransactionId, second.TransactionId], await OrderAsync(house));

        Assert.Equal(HttpStatusCode.Conflict, (await house.StartAsync("NEXT", connector: 2)).Status);

        Assert.Equal([second.TransactionId, first.TransactionId], await OrderAsync(house));
        var waiting = (await house.Operator.GetApiAsync("/v1/stuck-sessions")).Data.GetProperty("items")[0];
        Assert.Equal(house.Now, waiting.GetProperty("driverWaitingSince").GetDateTimeOffset());
    }

    private static async Task<int[]> OrderAsync(ChargingHouse house) =>
        [.. (await house.Operator.GetApiAsync("/v1/stuck-sessions")).Data.GetProperty("items").EnumerateArray().Select(s => s.TransactionId())];

    private static async Task<System.Text.Json.JsonElement> StatisticsAsync(ChargingHouse house)
    {
        var answer = await house.Operator.GetApiAsync("/v1/stuck-sessions/statistics?days=7");
        Assert.True(answer.Success, answer.Body.GetRawText());
        return answer.Data.GetProperty("all");
    }

    private static Task<string> PageAsync(ChargingHouse house, Role role, string path) => house.Host.Browser(role).GetStringAsync(new Uri(house.Host.Address, path));

    private static int Caught(System.Text.Json.JsonElement tried, string side) => tried.GetProperty(side).GetProperty("caught").GetInt32();

    private static async Task PassAsync(ChargingHouse house, TestCharger charger)
    {
        house.Clock.Advance(TimeSpan.FromSeconds(20));
        await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
    }
}
