using System.Net;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.StuckSessions;

/// <summary>Which sessions are stuck, over a real socket and by a clock that is turned.</summary>
public sealed class StuckSessionsTests
{
    [Fact]
    public async Task A_connector_that_is_free_while_its_session_is_open_is_told_with_its_evidence_and_what_freeing_it_costs()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 11_345);
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        await charger.ReportAsync("Available");
        Assert.Empty(await StuckAsync(house));

        for (var i = 0; i < 9; i++) await PassAsync(house, charger, TimeSpan.FromSeconds(20));

        var stuck = Assert.Single(await StuckAsync(house));
        var evidence = Assert.Single(stuck.GetProperty("evidence").EnumerateArray());
        Assert.Equal(("ConnectorReleased", "High", "Close", 10.345m, 4.14m), (evidence.Text("kind"), evidence.Text("confidence"), stuck.Text("proposedRemedy"), stuck.Amount("energyKwh"), stuck.Amount("costAmount")));

        var preview = (await house.Operator.GetApiAsync($"/v1/stuck-sessions/{begun.TransactionId}/preview")).Data;
        var would = Assert.Single(preview.GetProperty("sessions").EnumerateArray());
        Assert.Equal((10.345m, 4.14m, true), (would.Amount("energyKwh"), would.Amount("costAmount"), preview.GetProperty("chargePointOnline").GetBoolean()));
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));

        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 1);
        var page = await house.Host.Browser(Role.Operator).GetStringAsync(new Uri(house.Host.Address, "/stuck-sessions"));
        Assert.Contains("The connector says that it is free while the session is open.", page, StringComparison.Ordinal);
        Assert.Contains("Unlock connector 1", page, StringComparison.Ordinal);
        Assert.Contains("1</b> stuck", page, StringComparison.Ordinal);

        await house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });
        Assert.Empty(await StuckAsync(house));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "session_ended"), await RefusalAsync(house, $"/v1/stuck-sessions/{begun.TransactionId}/preview"));
    }

    [Fact]
    public async Task A_stop_that_is_ignored_is_told_and_a_car_that_paused_is_not()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StopPendingMinutes=1", "StuckSessions:EnergyFlatMinutes=2");
        await using var charger = await house.ChargerAsync();
        var ignored = await charger.StartAsync(meterStart: 0);
        var paused = await charger.StartAsync(meterStart: 0, connector: 2);
        await charger.ReportAsync("SuspendedEV", 2);
        await house.EndAsync(ignored.TransactionId);

        for (var i = 0; i < 12; i++)
        {
            await PassAsync(house, charger, TimeSpan.FromSeconds(20));
            await charger.ReadAsync(ignored.TransactionId, i, powerW: 7_000);
            await charger.ReadAsync(paused.TransactionId, 500, powerW: 0, connector: 2);
        }

        var stuck = Assert.Single(await StuckAsync(house));
        Assert.Equal((ignored.TransactionId, "StopIgnored"), (stuck.TransactionId(), stuck.GetProperty("evidence")[0].Text("kind")));
    }

    [Fact]
    public async Task A_charger_that_is_away_is_weak_evidence_and_is_never_closed_for_that_alone()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Get<IChargePointLink>().IsConnected(ChargingHouse.Identity)));
        house.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Empty(await StuckAsync(house));

        house.Clock.Advance(TimeSpan.FromMinutes(3));

        var stuck = Assert.Single(await StuckAsync(house));
        Assert.Equal(("ChargerOffline", "Low", "Ask"), (stuck.GetProperty("evidence")[0].Text("kind"), stuck.Text("confidence"), stuck.Text("proposedRemedy")));
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_session_that_is_open_for_longer_than_any_lasts_is_told_though_it_charges()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:MaxHours=1");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        await charger.ReadAsync(begun.TransactionId, 5_000);
        Assert.Empty(await StuckAsync(house));

        await using (var db = house.Host.OpenDb()) await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.RequestedAt, house.Now.AddMinutes(-61)));

        var stuck = Assert.Single(await StuckAsync(house));
        Assert.Equal(("TooLong", "Medium", "RemoteStop"), (stuck.GetProperty("evidence")[0].Text("kind"), stuck.Text("confidence"), stuck.Text("proposedRemedy")));
    }

    [Fact]
    public async Task What_a_station_has_decided_calls_a_start_off_and_a_stop_overdue_there()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var set = await house.Host.Client(Role.Admin).PutApiAsync($"/v1/stuck-sessions/thresholds?stationId={house.Station.Id}", new { startPendingMinutes = 10, stopPendingMinutes = 1 });
        Assert.True(set.Success, set.Body.GetRawText());
        var pending = await house.StartedAsync();
        await house.UntilAgreedAsync(pending);
        await house.TagAsync("OTHER");
        var running = await charger.StartAsync("OTHER", meterStart: 0, connector: 2);
        Assert.True((await house.EndAsync(running.TransactionId)).Success);
        for (var i = 0; i < 12; i++) await PassAsync(house, charger, TimeSpan.FromSeconds(20));

        await house.Get<EndOverdueStarts>().RunAsync(default);
        await house.Get<NoteOverdueStops>().RunAsync(default);

        Assert.Equal("STARTING", (await house.SessionAsync(pending)).Text("status"));
        Assert.Contains("has not ended the session within 1 min.", (await house.SessionAsync(running.TransactionId)).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drivers_see_nothing_of_it_and_what_is_not_there_is_not_found()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Host.Client(Role.Driver).GetApiAsync("/v1/stuck-sessions")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "session_not_found"), await RefusalAsync(house, "/v1/stuck-sessions/4711/preview"));
    }

    // The clock runs while the charger is heard of, so that the house does not take it for gone.
    private static async Task PassAsync(ChargingHouse house, TestCharger charger, TimeSpan time)
    {
        house.Clock.Advance(time);
        await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
    }

    private static async Task<JsonElement[]> StuckAsync(ChargingHouse house) =>
        [.. (await house.Operator.GetApiAsync("/v1/stuck-sessions")).Data.GetProperty("items").EnumerateArray()];

    private static async Task<(HttpStatusCode, string)> RefusalAsync(ChargingHouse house, string path)
    {
        var refused = await house.Operator.GetApiAsync(path);
        return (refused.Status, refused.Code);
    }
}
