using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Bookings;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Stations;

/// <summary>While somebody works at a plug nobody starts there, and everybody sees why.</summary>
public sealed class MaintenanceTests
{
    [Fact]
    public async Task A_walk_in_is_refused_until_the_work_is_over_and_the_plug_says_so()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        await house.SaveStationAsync(maintenance: new[] { new { connectorId = await house.PlugAsync(), from = house.Now.AddMinutes(-1), to = house.Now.AddMinutes(2), reason = "New cable." } });

        Assert.Equal(("MAINTENANCE", "AVAILABLE"), (await house.PlugStatusAsync(1), await house.PlugStatusAsync(2)));
        var refused = await house.StartAsync(http: house.Driver());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "in_maintenance", "Connector 1 is in maintenance until 10:32: New cable."), (refused.Status, refused.Code, refused.Sentence));
        Assert.Equal("in_maintenance", (await house.StartAsync("WALK-IN")).Code);
        Assert.Null(await house.HolderAsync());
        Assert.True((await house.StartAsync("WALK-IN", connector: 2)).Success);

        house.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("AVAILABLE", await house.PlugStatusAsync(1));
        Assert.True((await house.StartAsync(http: house.Driver())).Success);
    }

    [Fact]
    public async Task At_the_reader_a_tag_is_blocked_where_every_plug_is_worked_at_but_for_who_works_there_or_has_booked()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        await house.TagAsync("FITTER", owner: house.Host.PersonOf(Role.Operator).PersonId);
        await house.OtherDriverAsync(tag: "TAG-2");
        await house.BookedAsync(1, connector: 2);
        await house.SaveStationAsync(maintenance: new[] { Work(await house.PlugAsync()) });
        Assert.Equal("Accepted", await charger.AuthorizeAsync("TAG-2"));

        await house.SaveStationAsync(maintenance: new[] { Work(null) });

        Assert.Equal(("Blocked", "Accepted", "Accepted"), (await charger.AuthorizeAsync("TAG-2"), await charger.AuthorizeAsync("FITTER"), await charger.AuthorizeAsync(ChargingHouse.Tag)));
        Assert.Equal("Invalid", await charger.AuthorizeAsync("NOBODYS"));
        house.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Accepted", await charger.AuthorizeAsync("TAG-2"));

        object Work(Guid? connectorId) => new { connectorId, from = house.Now.AddMinutes(-1), to = house.Now.AddMinutes(2), reason = "New cable." };
    }

    [Fact]
    public async Task What_begins_at_the_reader_all_the_same_is_told_to_stop_and_billed_and_what_began_before_goes_on()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Available", 2);
        await house.TagAsync("FITTER", owner: house.Host.PersonOf(Role.Operator).PersonId);
        var before = await charger.StartAsync(connector: 2);
        await house.SaveStationAsync(maintenance: new[] { new { from = house.Now.AddSeconds(1), to = house.Now.AddMinutes(5), reason = "New cable." } });
        house.Clock.Advance(TimeSpan.FromSeconds(2));

        var begun = await charger.StartAsync(meterStart: 1000);

        Assert.Equal("Blocked", begun.Status);
        Assert.Equal(begun.TransactionId, (int?)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]);
        var running = await house.SessionAsync(begun.TransactionId);
        Assert.Equal("STOPPING", running.Text("status"));
        Assert.Contains("Connector 1 is in maintenance until 10:35: New cable. It began all the same", running.Words(), StringComparison.Ordinal);
        Assert.Equal(begun, await charger.StartAsync(meterStart: 1000));
        await charger.StopAsync(begun.TransactionId, 3000, "DeAuthorized");
        Assert.Equal(("COMPLETED", 0.8m), (await house.SessionAsync(begun.TransactionId)) is var ended ? (ended.Text("status"), ended.Amount("costAmount")) : default);
        Assert.Equal("CHARGING", (await house.SessionAsync(before.TransactionId)).Text("status"));
        Assert.Equal("Accepted", (await charger.StartAsync("FITTER", meterStart: 3000)).Status);
        Assert.Single(charger.All("RemoteStopTransaction"));
    }

    [Theory]
    [InlineData(true, "MAINTENANCE", "OFFLINE")]
    [InlineData(false, "MAINTENANCE", "MAINTENANCE")]
    public async Task Work_is_planned_for_a_charger_or_the_whole_station_connected_or_not(bool isOneCharger, string first, string second)
    {
        await using var house = await ChargingHouse.OpenAsync();
        var other = await house.Host.AddChargePointAsync(house.Station, "CP-2");
        await house.SaveStationAsync(maintenance: new[] { new { chargePointId = isOneCharger ? "CP-1" : null, from = house.Now.AddMinutes(-1), to = house.Now.AddMinutes(60), reason = "Transformer" } });

        var station = (await house.Driver().GetApiAsync($"/v1/stations/{house.Station.Id}")).Data.GetProperty("connectors").EnumerateArray();
        Assert.All(station, plug => Assert.Equal(plug.Text("chargePointId") == "CP-1" ? first : second, plug.Text("status")));
        Assert.Equal("in_maintenance", (await house.StartAsync(http: house.Driver(), chargePoint: "CP-1")).Code);
        Assert.Equal(isOneCharger ? "charge_point_offline" : "in_maintenance", (await house.StartAsync(http: house.Driver(), chargePoint: other.Identity)).Code);
    }

    [Fact]
    public async Task Operators_plan_hours_and_work_and_change_nothing_else()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var (plan, seen) = (house.Host.Get<PlanStation>(), await StationAsync(house));
        var hours = new OpeningHours([new(DayOfWeek.Monday, new(8, 0), new(20, 0))]);
        MaintenanceWindow work = new(house.Now.AddHours(1), house.Now.AddHours(2), "New cable"), backwards = work with { To = house.Now };

        Assert.Equal("forbidden", (await plan.RunAsync(house.Host.ActorOf(Role.Driver), seen.Id, hours, [work], seen.Version, default)).Refusal?.Code);
        Assert.Equal("Maintenance ends after it begins.", (await plan.RunAsync(house.Host.ActorOf(Role.Operator), seen.Id, hours, [backwards], seen.Version, default)).Refusal?.Errors?["maintenance[0].to"].Single());
        var foreign = await plan.RunAsync(house.Host.ActorOf(Role.Operator), seen.Id, null, [work with { ChargePointId = "CP-9" }], seen.Version, default);
        Assert.Equal("Maintenance names a charger that does not stand at the station.", foreign.Refusal?.Errors?["maintenance"].Single());
        Assert.True((await plan.RunAsync(house.Host.ActorOf(Role.Operator), seen.Id, hours, [work], seen.Version, default)).IsDone);

        var after = await StationAsync(house);
        Assert.Equal(seen.Description with { OpeningHours = null, Maintenance = null }, after.Description with { OpeningHours = null, Maintenance = null });
        Assert.Equal((hours.Periods[0], work), (after.Description.OpeningHours!.Periods.Single(), after.Description.Maintenance!.Single()));
        Assert.Equal("in_maintenance", (await house.HoldAsync(60)).Code);
        Assert.Equal("station_changed", (await plan.RunAsync(house.Host.ActorOf(Role.Operator), seen.Id, null, [], seen.Version, default)).Refusal?.Code);
    }

    [Fact]
    public async Task Watchers_are_told_when_work_begins_and_when_it_is_over()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var plug = await house.PlugAsync();
        var tell = house.Host.Get<TellMaintenance>();
        await house.SaveStationAsync(maintenance: new[] { new { connectorId = plug, from = house.Now.AddSeconds(10), to = house.Now.AddSeconds(20), reason = "New cable" } });
        await tell.RunAsync(default);
        List<Guid> told = [];
        using var listening = house.Host.Get<Infrastructure.LiveUpdates.LiveFeed>().Subscribe<ConnectorChanged>(change =>
        {
            lock (told) told.Add(change.ConnectorId);
        });

        foreach (var seconds in new[] { 5, 5, 5, 5, 5 })
        {
            house.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await tell.RunAsync(default);
        }

        Assert.Equal([plug, plug], told);
    }

    private static async Task<StationRow> StationAsync(ChargingHouse house) => (await house.Host.Get<ListStations>().FindAsync(house.Host.ActorOf(Role.Operator), house.Station.Id, default)).Value;
}
