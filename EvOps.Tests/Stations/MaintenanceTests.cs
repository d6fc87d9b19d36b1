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
