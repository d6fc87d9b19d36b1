using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>Starts over HTTP that are refused before a charger hears of them. Nothing is left behind.</summary>
public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("BLOCKED-1", "Tag BLOCKED-1 is blocked.")]
    [InlineData("INVALID-1", "Tag INVALID-1 is invalid.")]
    [InlineData("EXPIRED-1", "Tag EXPIRED-1 is expired.")]
    [InlineData("YESTERDAY-1", "Tag YESTERDAY-1 is expired.")]
    public async Task A_tag_that_is_known_and_refused_starts_nothing(string tag, string sentence)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("BLOCKED-1", TagStatus.Blocked);
        await house.TagAsync("INVALID-1", TagStatus.Invalid);
        await house.TagAsync("EXPIRED-1", TagStatus.Expired);
        await house.TagAsync("YESTERDAY-1", until: house.Now.AddDays(-1));

        var answer = await house.StartAsync(tag);

        await RefusedAsync(house, charger, answer, HttpStatusCode.UnprocessableEntity, "tag_refused", sentence);
    }

    [Theory]
    [InlineData(1, "Faulted", 422, "connector_faulted")]
    [InlineData(0, "Faulted", 422, "charge_point_faulted")]
    [InlineData(1, "Unavailable", 422, "connector_unavailable")]
    [InlineData(1, "Charging", 409, "connector_in_use")]
    [InlineData(1, "SuspendedEV", 409, "connector_in_use")]
    public async Task What_the_charger_says_of_its_plug_stands_against_a_start(int connector, string status, int answered, string code)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync(status, connector, status == "Faulted" ? "GroundFailure" : "NoError");

        var answer = await house.StartAsync();

        await RefusedAsync(house, charger, answer, (HttpStatusCode)answered, code, code == "connector_in_use" ? "Charging gun is already in use" : null);
    }

    [Fact]
    public async Task A_plug_that_is_taken_is_refused_in_the_agreed_words_and_the_other_plug_is_not()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var first = await house.StartedAsync();

        var second = await house.StartAsync("OTHER-1");

        Assert.Equal((HttpStatusCode.Conflict, "connector_in_use", "Charging gun is already in use"), (second.Status, second.Code, second.Sentence));
        Assert.True((await house.StartAsync("OTHER-1", connector: 2)).Success);
        Assert.Equal(Guid.Parse(first), await house.HolderAsync());
    }

    [Fact]
    public async Task A_charger_that_is_not_connected_or_not_approved_is_not_asked()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var offline = await house.StartAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_offline"), (offline.Status, offline.Code));

        await house.Host.AddChargePointAsync(house.Station, "CP-2", isApproved: false);
        await using var stranger = await TestCharger.ConnectAsync(house.Host, "CP-2", boots: false);
        var pending = await house.StartAsync(chargePoint: "CP-2");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_not_approved"), (pending.Status, pending.Code));
        Assert.Empty(stranger.Heard);
        Assert.Null(await house.HolderAsync());
        Assert.Null(await house.HolderAsync(identity: "CP-2"));
    }

    [Fact]
    public async Task An_inactive_station_takes_no_new_session()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await using (var db = house.Host.OpenDb())
        {
            (await db.Stations.SingleAsync()).Describe(new StationDescription("Harbour", 52.5, 13.4, "Europe/Berlin", "EUR", 0.40m, IsActive: false), house.Now);
            await db.SaveChangesAsync();
        }

        await RefusedAsync(house, charger, await house.StartAsync(), HttpStatusCode.UnprocessableEntity, "station_inactive", "Harbour takes no new sessions.");
    }

    [Fact]
    public async Task Who_names_something_that_is_not_there_hears_what()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.Host.AddChargePointAsync(house.Station, "CP-2");

        Assert.Equal("chargePointId", (await house.StartAsync()).Body.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.Equal("charge_point_not_found", (await house.StartAsync(chargePoint: "CP-3")).Code);
        Assert.Equal("connector_not_found", (await house.StartAsync(connector: 7, chargePoint: "CP-1")).Code);
        Assert.Equal("chargeTagId", (await house.StartAsync(" ")).Body.GetProperty("errors").EnumerateObject().Single().Name);
        const string start = "/api/ChargingSession/start-charging-session";
        Assert.Equal("station_not_found", (await house.Operator.PostApiAsync(start, new { chargingStationId = Guid.NewGuid(), connectorId = 1, chargeTagId = "X" })).Code);
        var empty = await house.Operator.PostApiAsync(start, new { chargingStationId = "harbour" });
        Assert.Equal(HttpStatusCode.BadRequest, empty.Status);
    }

    [Fact]
    public async Task A_booking_that_is_not_there_starts_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        var answer = await house.Operator.PostApiAsync(
            "/api/ChargingSession/start-charging-session", new { chargingStationId = house.Station.Id, connectorId = 1, chargeTagId = ChargingHouse.Tag, bookingId = Guid.NewGuid() });

        await RefusedAsync(house, charger, answer, HttpStatusCode.NotFound, "booking_not_found", "There is no such booking.");
    }

    [Fact]
    public async Task A_driver_starts_with_a_tag_of_his_own_and_no_other()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2", owner: house.Host.AddPerson("other@test.local", Role.Driver).PersonId);
        var driver = house.Host.Client(Role.Driver);

        await RefusedAsync(house, charger, await house.StartAsync("TAG-2", http: driver), HttpStatusCode.Forbidden, "forbidden", "This tag is not yours.");
        await RefusedAsync(house, charger, await house.StartAsync("NOBODYS", http: driver), HttpStatusCode.Forbidden, "forbidden", "This tag is not yours.");
        Assert.True((await house.StartAsync("tag-1", http: driver)).Success);
        Assert.Equal(HttpStatusCode.Unauthorized, (await house.StartAsync(http: house.Host.Client())).Status);
    }

    private static async Task RefusedAsync(ChargingHouse house, TestCharger charger, ApiAnswer answer, HttpStatusCode status, string code, string? sentence)
    {
        Assert.Equal((status, code), (answer.Status, answer.Code));
        if (sentence is not null) Assert.Equal(sentence, answer.Sentence);
        Assert.Empty(charger.All("RemoteStartTransaction"));
        Assert.Null(await house.HolderAsync());
        Assert.Equal(0, (await house.Operator.GetApiAsync("/v1/sessions")).Data.GetProperty("total").GetInt32());
        Assert.Equal(1, await AuditedAsync(house, answer.Sentence));
    }

    private static async Task<int> AuditedAsync(ChargingHouse house, string sentence)
    {
        await using var db = house.Host.OpenDb();
        return Math.Min(1, await db.Set<AuditEntry>().CountAsync(e => e.Action == "start session" && e.Outcome == sentence));
    }
}
