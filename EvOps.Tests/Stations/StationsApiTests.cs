using System.Net;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Stations;

/// <summary>Stations over the API.</summary>
public sealed class StationsApiTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_station_is_added_under_the_callers_id_and_described_anew()
    {
        var id = Guid.NewGuid();
        var added = await http.PutApiAsync($"/v1/stations/{id}", StationTalk.Body("Harbour", price: 0.395m, address: "Quay 3"));
        Assert.Equal(HttpStatusCode.OK, added.Status);

        var read = (await http.GetApiAsync($"/v1/stations/{id}")).Data;
        Assert.Equal(id, read.GetProperty("id").GetGuid());
        Assert.Equal(("Harbour", "Quay 3", "Europe/Berlin", "EUR"), (Text(read, "name"), Text(read, "address"), Text(read, "timeZone"), Text(read, "currency")));
        Assert.Equal((52.5, 13.4, 0.395m), (read.GetProperty("latitude").GetDouble(), read.GetProperty("longitude").GetDouble(), read.GetProperty("pricePerKwh").GetDecimal()));
        Assert.True(read.GetProperty("active").GetBoolean());
        Assert.Equal(0, read.GetProperty("connectors").GetArrayLength());
        Assert.EndsWith("Z", Text(read, "lastUpdated"), StringComparison.Ordinal);

        await http.PutApiAsync($"/v1/stations/{id}", StationTalk.Body("Old harbour", active: false));
        read = (await http.GetApiAsync($"/v1/stations/{id}")).Data;
        Assert.Equal(("Old harbour", JsonValueKind.Null, false), (Text(read, "name"), read.GetProperty("address").ValueKind, read.GetProperty("active").GetBoolean()));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_station_is_told_at_once()
    {
        var answer = await http.PutApiAsync($"/v1/stations/{Guid.NewGuid()}", new
        {
            name = " ",
            latitude = 91,
            longitude = -181,
            timeZone = "Mars/Olympus",
            currency = "euro",
            pricePerKwh = -1,
            address = new string('x', 501),
        });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_request", answer.Code);
        Assert.Equal(
            ["address", "currency", "latitude", "longitude", "name", "pricePerKwh", "timeZone"],
            answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("The time zone is an IANA name such as Europe/Berlin.", answer.ErrorOf("timeZone"));
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        var answer = await http.PutApiAsync($"/v1/stations/{Guid.NewGuid()}", new { name = "Harbour", latitude = 1, longitude = 1, currency = "EUR", pricePerKwh = 1 });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("timeZone is needed.", answer.ErrorOf("timeZone"));
    }

    [Fact]
    public async Task An_unknown_station_is_404_and_an_id_that_is_none_400()
    {
        var unknown = await http.GetApiAsync($"/v1/stations/{Guid.NewGuid()}");
        Assert.Equal((HttpStatusCode.NotFound, "station_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetApiAsync("/v1/stations/harbour")).Status);
    }

    [Theory]
    [InlineData(Role.Operator)]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Everybody_sees_stations_and_only_an_administrator_changes_them(Role role)
    {
        var id = await StationTalk.AddStationAsync(http, $"Seen by {role}");
        var other = host.Client(role);

        Assert.Equal(HttpStatusCode.OK, (await other.GetApiAsync($"/v1/stations/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.GetApiAsync("/v1/stations")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PutApiAsync($"/v1/stations/{id}", StationTalk.Body("Mine"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/stations")).Status);
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_cut()
    {
        foreach (var name in new[] { "Zeta list", "Alpha list", "Mid list" }) await StationTalk.AddStationAsync(http, name, address: "100% Street");

        var page = (await http.GetApiAsync("/v1/stations?search=LIST&limit=2&offset=1")).Data;

        Assert.Equal((3, 2, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32()));
        Assert.Equal(["Mid list", "Zeta list"], page.GetProperty("items").EnumerateArray().Select(station => Text(station, "name")));
        Assert.Equal(3, (await http.GetApiAsync($"/v1/stations?search={Uri.EscapeDataString("100% s")}")).Data.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetApiAsync("/v1/stations?limit=0")).Status);
    }

    [Fact]
    public async Task Many_who_describe_one_station_at_once_leave_one_and_none_gets_an_error()
    {
        var id = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => http.PutApiAsync($"/v1/stations/{id}", StationTalk.Body($"Rush {i}"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.StartsWith("Rush", Text((await http.GetApiAsync($"/v1/stations/{id}")).Data, "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_had_an_older_station_before_him_does_not_overwrite_the_newer_one()
    {
        var id = await StationTalk.AddStationAsync(http, "Contested");
        var admin = host.ActorOf(Role.Admin);
        var seen = (await host.Get<ListStations>().FindAsync(admin, id, Cancel)).Value;
        var (first, second) = (seen.Description with { Name = "First" }, seen.Description with { Name = "Second" });

        Assert.True((await host.Get<SaveStation>().RunAsync(admin, id, first, seen.Version, Cancel)).IsDone);
        var late = await host.Get<SaveStation>().RunAsync(admin, id, second, seen.Version, Cancel);

        Assert.Equal("station_changed", late.Refusal!.Code);
        Assert.Contains("Someone else has changed First", late.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_told_and_written_down_with_who_did_it_and_so_is_a_refused_one()
    {
        var id = Guid.NewGuid();
        var told = new TaskCompletionSource<Guid>();
        using var listening = host.Get<LiveFeed>().Subscribe<StationChanged>(change => _ = change.StationId == id && told.TrySetResult(id));

        await http.PutApiAsync($"/v1/stations/{id}", StationTalk.Body("Told"));
        await http.PutApiAsync($"/v1/stations/{id}", StationTalk.Body("Told", price: -1));

        Assert.Equal(id, await told.Task.WaitAsync(Cancel));
        await using var db = host.OpenDb();
        var lines = await db.AuditEntries.Where(e => e.SubjectId == id.ToString()).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal(["add station: done", "change station: The price per kWh is zero or more, and at most 1,000,000."], lines.Select(e => $"{e.Action}: {e.Outcome}"));
        Assert.All(lines, line => Assert.Equal(EvOpsHost.EmailOf(Role.Admin), line.Who));
    }

    private static string? Text(JsonElement data, string field) => data.GetProperty(field).GetString();
}
