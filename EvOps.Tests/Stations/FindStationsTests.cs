using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Stations;

/// <summary>What a driver finds who looks for a place to charge.</summary>
public sealed class FindStationsTests
{
    [Fact]
    public async Task A_driver_finds_open_stations_whose_chargers_were_approved_and_no_others()
    {
        await using var host = await EvOpsHost.StartAsync();
        await host.AddChargePointAsync(await host.AddStationAsync("Open Quay"), "OPEN");
        await host.AddStationAsync("Empty Yard");
        var closed = await host.AddStationAsync("Closed Court");
        await host.AddChargePointAsync(closed, "CLOSED");
        await CloseAsync(host, closed);
        await host.AddChargePointAsync(await host.AddStationAsync("Unapproved Place"), "UNAPPROVED", isApproved: false);

        Assert.Equal(["Open Quay"], (await FindAsync(host)).Select(s => s.Name));
        var shut = await host.Get<FindStations>().FindAsync(host.ActorOf(Role.Driver), closed.Id, default);
        Assert.Equal(RefusalKind.NotFound, shut.Refusal!.Kind);
    }

    [Fact]
    public async Task The_nearest_comes_first_and_its_distance_is_told()
    {
        await using var host = await EvOpsHost.StartAsync();
        await PlaceAsync(host, "Hamburg", 53.5459, 9.9665);
        await PlaceAsync(host, "Rotterdam", 51.8868, 4.4890);
        await PlaceAsync(host, "Leeds", 53.8008, -1.5491);

        var found = await FindAsync(host, from: new Position(52.3676, 4.9041));

        Assert.Equal(["Rotterdam", "Hamburg", "Leeds"], found.Select(s => s.Name));
        Assert.InRange(found[0].Metres!.Value, 58_000, 63_000);
        Assert.All(await FindAsync(host), s => Assert.Null(s.Metres));
    }

    [Fact]
    public async Task Across_the_date_line_is_near()
    {
        await using var host = await EvOpsHost.StartAsync();
        await PlaceAsync(host, "Suva", -18.1, 178.4);
        await PlaceAsync(host, "Apia", -13.8, -171.8);

        Assert.Equal(["Apia", "Suva"], (await FindAsync(host, from: new Position(-14.3, 179.9))).Select(s => s.Name).Order());
        Assert.Equal("Suva", (await FindAsync(host, from: new Position(-17, -179.5)))[0].Name);
    }

    [Fact]
    public async Task A_part_of_the_name_or_the_address_finds_it()
    {
        await using var host = await EvOpsHost.StartAsync();
        await PlaceAsync(host, "Hafenstrasse", 53.5, 9.9, "Hafenstrasse 12, 20457 Hamburg");
        await PlaceAsync(host, "Northgate", 53.8, -1.5, "Leeds LS2 7PN");

        Assert.Equal(["Hafenstrasse"], (await FindAsync(host, "hamb")).Select(s => s.Name));
        Assert.Equal(["Northgate"], (await FindAsync(host, "gate")).Select(s => s.Name));
        Assert.Empty(await FindAsync(host, "100%"));
    }

    [Fact]
    public async Task Each_plug_is_told_as_a_driver_needs_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Assert.Equal([PlugState.Offline, PlugState.Offline], await StatesAsync(house));

        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Preparing", 2);
        Assert.Equal([PlugState.Free, PlugState.PluggedIn], await StatesAsync(house));

        await charger.ReportAsync("Faulted", 2, "GroundFailure");
        var begun = await charger.StartAsync();
        Assert.Equal([PlugState.InUse, PlugState.OutOfOrder], await StatesAsync(house));

        await charger.StopAsync(begun.TransactionId, 1_000_100);
        await charger.ReportAsync("Finishing", 1);
        await charger.ReportAsync("Reserved", 2);
        Assert.Equal([PlugState.PluggedIn, PlugState.Reserved], await StatesAsync(house));
    }

    [Fact]
    public async Task Tags_are_shown_to_their_owner_alone_and_those_that_work_come_first()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("A-BLOCKED", TagStatus.Blocked, owner: house.Host.PersonOf(Role.Driver).PersonId);
        await house.TagAsync("B-OVER", until: house.Now, owner: house.Host.PersonOf(Role.Driver).PersonId);
        await house.TagAsync("OF-ANOTHER", owner: house.Host.PersonOf(Role.Support).PersonId);

        var mine = await house.Host.Get<ListOwnTags>().RunAsync(house.Host.ActorOf(Role.Driver), default);

        Assert.Equal([new(ChargingHouse.Tag, TagStatus.Accepted), new("A-BLOCKED", TagStatus.Blocked), new("B-OVER", TagStatus.Expired)], mine.Value);
    }

    [Fact]
    public async Task Who_may_not_charge_finds_nothing()
    {
        await using var host = await EvOpsHost.StartAsync();
        var nobody = new Actor(Guid.NewGuid(), "nobody@test.local", [], "test");

        Assert.Equal(RefusalKind.Forbidden, (await host.Get<FindStations>().RunAsync(nobody, null, null, 10, 0, default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<FindStations>().FindAsync(nobody, Guid.NewGuid(), default)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await host.Get<ListOwnTags>().RunAsync(nobody, default)).Refusal!.Kind);
    }

    private static async Task<IReadOnlyList<FoundStation>> FindAsync(EvOpsHost host, string? search = null, Position? from = null) =>
        (await host.Get<FindStations>().RunAsync(host.ActorOf(Role.Driver), search, from, 10, 0, default)).Value.Items;

    private static async Task<IEnumerable<PlugState>> StatesAsync(ChargingHouse house) =>
        (await house.Host.Get<FindStations>().FindAsync(house.Host.ActorOf(Role.Driver), house.Station.Id, default)).Value.Plugs.Select(p => p.State);

    private static async Task PlaceAsync(EvOpsHost host, string name, double latitude, double longitude, string? address = null)
    {
        var id = Guid.NewGuid();
        await SaveAsync(host, id, new StationDescription(name, latitude, longitude, "UTC", "EUR", 0.5m, address));
        var plugs = new ChargePointWish(id, [new ConnectorDescription(1, "CCS2", 150)]);
        Assert.True((await host.Get<SaveChargePoint>().RunAsync(host.ActorOf(Role.Admin), name, plugs, default)).IsDone);
    }

    private static Task CloseAsync(EvOpsHost host, Station station) =>
        SaveAsync(host, station.Id, new StationDescription(station.Name, station.Latitude, station.Longitude, station.TimeZone, station.Currency, station.Price.Amount, IsActive: false));

    private static async Task SaveAsync(EvOpsHost host, Guid id, StationDescription description) =>
        Assert.True((await host.Get<SaveStation>().RunAsync(host.ActorOf(Role.Admin), id, description, null, default)).IsDone);
}
