using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Stations;

/// <summary>Chargers over the API, and what their sockets see of it.</summary>
public sealed class ChargePointsApiTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charger_is_enrolled_before_it_ever_connects()
    {
        var station = await StationTalk.AddStationAsync(http, "Depot");
        var saved = await http.PutApiAsync(StationTalk.PathOf("DEPOT-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(1, vendorId: "V-1"), StationTalk.Plug(2, "Type2", 22.5m) } });

        Assert.Equal(HttpStatusCode.OK, saved.Status);
        var plugs = saved.Data.GetProperty("connectors").EnumerateArray().ToList();
        Assert.Equal([1, 2], plugs.Select(plug => plug.GetProperty("connectorNumber").GetInt32()));
        Assert.All(plugs, plug => Assert.NotEqual(Guid.Empty, plug.GetProperty("id").GetGuid()));
        Assert.Equal((22.5m, "Type2", "OFFLINE", true), (plugs[1].GetProperty("powerKw").GetDecimal(), Text(plugs[1], "connectorType"), Text(plugs[1], "status"), plugs[1].GetProperty("stale").GetBoolean()));
        Assert.Equal("V-1", Text(plugs[0], "vendorConnectorId"));
        Assert.Equal(JsonValueKind.Null, plugs[0].GetProperty("lastKnownStatus").ValueKind);

        var read = (await http.GetApiAsync(StationTalk.PathOf("DEPOT-1"))).Data;
        Assert.Equal(("OFFLINE", station, JsonValueKind.Null), (Text(read, "state"), read.GetProperty("stationId").GetGuid(), read.GetProperty("lastSeenAt").ValueKind));

        var again = await http.PutApiAsync(StationTalk.PathOf("DEPOT-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(1), StationTalk.Plug(2) } });
        Assert.Equal(plugs.Select(plug => plug.GetProperty("id").GetGuid()), again.Data.GetProperty("connectors").EnumerateArray().Select(plug => plug.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_charger_that_is_online_shows_what_it_said_and_its_plugs_are_not_stale()
    {
        var station = await StationTalk.AddChargerAsync(http, "LIVE-1", connectors: 2);
        await using var charger = await host.ConnectAsync("LIVE-1");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        await charger.ReportAsync(2, "Faulted", "GroundFailure");

        var read = (await http.GetApiAsync(StationTalk.PathOf("LIVE-1"))).Data;
        Assert.Equal(("FAULTED", "Volta", "Street 22", "1.2.3", "1.6"), (Text(read, "state"), Text(read, "vendor"), Text(read, "model"), Text(read, "firmware"), Text(read, "ocppVersion")));
        Assert.NotEqual(JsonValueKind.Null, read.GetProperty("lastSeenAt").ValueKind);

        var shown = (await http.GetApiAsync($"/v1/stations/{station}")).Data;
        var plugs = shown.GetProperty("connectors").EnumerateArray().ToList();
        Assert.Equal(["AVAILABLE", "FAULTED"], plugs.Select(plug => Text(plug, "status")));
        Assert.All(plugs, plug => Assert.Equal((false, "LIVE-1"), (plug.GetProperty("stale").GetBoolean(), Text(plug, "chargePointId"))));
        Assert.Equal(plugs.Max(plug => plug.GetProperty("updatedAt").GetDateTimeOffset()), shown.GetProperty("lastUpdated").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_a_charger_said_last_is_stale_once_its_connection_is_gone()
    {
        var station = await StationTalk.AddChargerAsync(http, "GONE-1");
        var charger = await host.ConnectAsync("GONE-1");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        Assert.Equal("AVAILABLE", await StatusAsync(station));

        await charger.DisposeAsync();

        await HostChargers.UntilAsync(async () => await StatusAsync(station) == "OFFLINE");
        var plug = (await http.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("connectors")[0];
        Assert.True(plug.GetProperty("stale").GetBoolean());
        Assert.Equal(("OFFLINE", "AVAILABLE"), (Text(plug, "status"), Text(plug, "lastKnownStatus")));
        Assert.NotEqual(JsonValueKind.Null, plug.GetProperty("updatedAt").ValueKind);
        Assert.Equal("OFFLINE", Text((await http.GetApiAsync(StationTalk.PathOf("GONE-1"))).Data, "state"));
    }

    [Theory]
    [InlineData("Available", "AVAILABLE")]
    [InlineData("Preparing", "OCCUPIED")]
    [InlineData("Charging", "OCCUPIED")]
    [InlineData("SuspendedEV", "OCCUPIED")]
    [InlineData("SuspendedEVSE", "OCCUPIED")]
    [InlineData("Finishing", "OCCUPIED")]
    [InlineData("Reserved", "RESERVED")]
    [InlineData("Unavailable", "MAINTENANCE")]
    [InlineData("Faulted", "FAULTED")]
    public async Task Every_word_of_a_charger_has_its_public_word(string said, string shown)
    {
        var station = await StationTalk.AddChargerAsync(http, $"WORD-{said}");
        await using var charger = await host.ConnectAsync($"WORD-{said}");
        await charger.BootAsync();
        await charger.ReportAsync(1, said);

        Assert.Equal(shown, await StatusAsync(station));
    }

    [Theory]
    [InlineData("Depot north/3 ü")]
    [InlineData("VID:00 12%")]
    public async Task An_identity_may_have_slashes_spaces_and_any_letter(string identity)
    {
        await StationTalk.AddChargerAsync(http, identity);

        await using var charger = await host.ConnectAsync(identity);
        await charger.BootAsync();

        var read = (await http.GetApiAsync(StationTalk.PathOf(identity))).Data;
        Assert.Equal((identity, "ONLINE"), (Text(read, "chargePointId"), Text(read, "state")));
    }

    [Fact]
    public async Task A_key_that_is_set_is_asked_for_at_the_socket_and_never_shown()
    {
        const string key = "0123456789abcdef0123";
        await StationTalk.AddChargerAsync(http, "KEY-1", key: key);

        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync("KEY-1", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync("KEY-1", "0123456789abcdef0124"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync("KEY-1", key));
        var read = await http.GetApiAsync(StationTalk.PathOf("KEY-1"));
        Assert.True(read.Data.GetProperty("hasAuthorizationKey").GetBoolean());
        await using var db = host.OpenDb();
        Assert.DoesNotContain(await db.AuditEntries.Where(e => e.SubjectId == "KEY-1").ToListAsync(Cancel), line => line.Details?.Contains(key, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_key_that_is_left_out_stays_and_an_empty_one_is_taken_away()
    {
        const string key = "0123456789abcdef0123";
        var station = await StationTalk.AddChargerAsync(http, "KEY-2", key: key);

        await http.PutApiAsync(StationTalk.PathOf("KEY-2"), new { stationId = station, connectors = new[] { StationTalk.Plug(1) } });
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync("KEY-2", null));

        await http.PutApiAsync(StationTalk.PathOf("KEY-2"), new { stationId = station, authorizationKey = "", connectors = new[] { StationTalk.Plug(1) } });
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync("KEY-2", null));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_charger_is_told_at_once()
    {
        var answer = await http.PutApiAsync(StationTalk.PathOf("bad\u0001one"), new
        {
            stationId = Guid.NewGuid(),
            authorizationKey = "short",
            connectors = new[] { StationTalk.Plug(1, "", 0, " "), StationTalk.Plug(1, kw: 20_000), StationTalk.Plug(0) },
        });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            [
                "authorizationKey", "chargePointId", "connectors[0].connectorType", "connectors[0].powerKw", "connectors[0].vendorConnectorId",
                "connectors[1].connectorNumber", "connectors[1].powerKw", "connectors[2].connectorNumber", "stationId",
            ],
            answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Connector 1 stands there twice.", answer.ErrorOf("connectors[1].connectorNumber"));

        var none = await http.PutApiAsync(StationTalk.PathOf("none"), new { stationId = await StationTalk.AddStationAsync(http, "Bare"), connectors = Array.Empty<object>() });
        Assert.Equal("A charge point has 1 to 100 connectors.", none.ErrorOf("connectors"));
    }

    [Fact]
    public async Task Two_connectors_of_a_charger_have_no_vendors_id_in_common()
    {
        var station = await StationTalk.AddStationAsync(http, "Vendor's own");

        var same = await http.PutApiAsync(StationTalk.PathOf("VENDOR-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(1, vendorId: "A"), StationTalk.Plug(2, vendorId: "A") } });
        Assert.Equal("The vendor's id A stands there twice.", same.ErrorOf("connectors[1].vendorConnectorId"));

        var other = await http.PutApiAsync(StationTalk.PathOf("VENDOR-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(1, vendorId: "A"), StationTalk.Plug(2, vendorId: "B") } });
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task A_connector_that_was_never_used_can_be_taken_away()
    {
        var station = await StationTalk.AddChargerAsync(http, "SHRINK-1", connectors: 3);

        var saved = await http.PutApiAsync(StationTalk.PathOf("SHRINK-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(2) } });

        Assert.Equal([2], saved.Data.GetProperty("connectors").EnumerateArray().Select(plug => plug.GetProperty("connectorNumber").GetInt32()));
        Assert.Equal(1, (await http.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("connectors").GetArrayLength());
    }

    [Fact]
    public async Task A_connector_that_charges_or_has_charged_stays()
    {
        await using var open = await EvOpsHost.StartAsync(settings: ["Users:UnknownTags=Accept"]);
        var admin = open.Client(Role.Admin);
        var station = await StationTalk.AddChargerAsync(admin, "USED-1", connectors: 2);
        await using var charger = open.Charger("USED-1", connectors: 2);
        await charger.ConnectAsync(Cancel);
        await charger.PlugInAsync(1, new Car(CarModels.All[0], 20, 80));
        Assert.Equal(SwipeOutcome.Started, await charger.SwipeAsync(1, "TAG-1", Cancel));
        object onlySecond = new { stationId = station, connectors = new[] { StationTalk.Plug(2) } };

        var inUse = await admin.PutApiAsync(StationTalk.PathOf("USED-1"), onlySecond);
        Assert.Equal((HttpStatusCode.Conflict, "connector_in_use"), (inUse.Status, inUse.Code));
        Assert.Equal("OCCUPIED", Text((await admin.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("connectors")[0], "status"));

        await charger.SwipeAsync(1, "TAG-1", Cancel);
        ApiAnswer? used = null;
        await HostChargers.UntilAsync(async () => (used = await admin.PutApiAsync(StationTalk.PathOf("USED-1"), onlySecond)).Code != "connector_in_use");
        Assert.Equal((HttpStatusCode.Conflict, "connector_used"), (used!.Status, used.Code));
        Assert.Equal(2, (await admin.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("connectors").GetArrayLength());
    }

    [Fact]
    public async Task Many_who_enrol_one_charger_at_once_leave_one()
    {
        var station = await StationTalk.AddStationAsync(http, "Rush hour");
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => http.PutApiAsync(
            StationTalk.PathOf("RUSH-1"), new { stationId = station, connectors = new[] { StationTalk.Plug(1, kw: i) } })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => answer.Data.GetProperty("connectors")[0].GetProperty("id").GetGuid()).Distinct());
    }

    [Theory]
    [InlineData(Role.Operator, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(Role.Support, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(Role.Driver, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task Who_may_see_and_who_may_change_chargers(Role role, HttpStatusCode see, HttpStatusCode change)
    {
        var station = await StationTalk.AddChargerAsync(http, $"ROLE-{role}");
        var other = host.Client(role);

        Assert.Equal(see, (await other.GetApiAsync(StationTalk.PathOf($"ROLE-{role}"))).Status);
        Assert.Equal(see, (await other.GetApiAsync("/v1/charge-points")).Status);
        Assert.Equal(change, (await other.PutApiAsync(StationTalk.PathOf($"ROLE-{role}"), new { stationId = station, connectors = new[] { StationTalk.Plug(1) } })).Status);
    }

    [Fact]
    public async Task An_unknown_charger_is_404()
    {
        var answer = await http.GetApiAsync(StationTalk.PathOf("nobody"));
        Assert.Equal((HttpStatusCode.NotFound, "charge_point_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_list_finds_chargers_by_state_station_and_text()
    {
        await using var own = await EvOpsHost.StartAsync();
        var admin = own.Client(Role.Admin);
        var station = await StationTalk.AddChargerAsync(admin, "A-ONLINE");
        await StationTalk.AddChargerAsync(admin, "B-OFFLINE");
        await StationTalk.AddChargerAsync(admin, "C-FAULTED");
        await using var online = await own.ConnectAsync("A-ONLINE");
        await using var faulted = await own.ConnectAsync("C-FAULTED");
        await using var stranger = await own.ConnectAsync("Z-STRANGER");
        await online.BootAsync();
        await faulted.BootAsync();
        await faulted.ReportAsync(1, "Faulted", "OtherError");

        Assert.Equal(["Z-STRANGER", "A-ONLINE", "B-OFFLINE", "C-FAULTED"], await FoundAsync(admin, ""));
        Assert.Equal(["A-ONLINE"], await FoundAsync(admin, "?state=ONLINE"));
        Assert.Equal(["B-OFFLINE"], await FoundAsync(admin, "?state=offline"));
        Assert.Equal(["C-FAULTED"], await FoundAsync(admin, "?state=FAULTED"));
        Assert.Equal(["Z-STRANGER"], await FoundAsync(admin, "?state=AWAITING_APPROVAL"));
        Assert.Equal(["A-ONLINE"], await FoundAsync(admin, $"?stationId={station}"));
        Assert.Equal(["A-ONLINE", "C-FAULTED"], await FoundAsync(admin, "?search=street+22"));
        Assert.Equal(["B-OFFLINE"], await FoundAsync(admin, "?search=station+of+b"));
        Assert.Equal(["A-ONLINE"], await FoundAsync(admin, "?limit=1&offset=1"));
    }

    private static async Task<IEnumerable<string?>> FoundAsync(HttpClient http, string query) =>
        (await http.GetApiAsync($"/v1/charge-points{query}")).Data.GetProperty("items").EnumerateArray().Select(charger => Text(charger, "chargePointId"));

    private async Task<string?> StatusAsync(Guid station) => Text((await http.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("connectors")[0], "status");

    private async Task<HttpStatusCode?> HandshakeAsync(string identity, string? key)
    {
        try
        {
            await using var charger = await host.ConnectAsync(identity, key);
            return charger.HandshakeStatus;
        }
        catch (OcppHandshakeException refused)
        {
            return refused.Status;
        }
    }

    private static string? Text(JsonElement data, string field) => data.GetProperty(field).GetString();
}
