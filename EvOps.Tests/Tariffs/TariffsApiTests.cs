using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Tariffs;

/// <summary>Tariffs over the API.</summary>
public sealed class TariffsApiTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tariff_is_added_and_followed_by_newer_versions_and_the_old_ones_stay()
    {
        var id = Guid.NewGuid();
        var added = await http.PutApiAsync($"/v1/tariffs/{id}", new
        {
            name = " City ",
            currency = "EUR",
            perKwh = 0.45,
            perMinute = 0.05,
            perIdleMinute = 0.1,
            idleGraceMinutes = 15,
            startFee = 1,
            minimum = 2,
            vatPercent = 19,
            periods = new[] { new { name = "peak", days = new[] { "Friday", "Monday" }, from = "18:00", to = "00:00", perKwh = 0.59 } },
        });
        Assert.Equal(HttpStatusCode.OK, added.Status);
        var changed = await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("City", 0.5m));

        var tariff = changed.Data.GetProperty("tariff");
        Assert.Equal(("City", 2, 0.5m, 0), (Text(tariff, "name"), Version(tariff), Number(tariff, "perKwh"), tariff.GetProperty("periods").GetArrayLength()));
        var versions = (await http.GetApiAsync($"/v1/tariffs/{id}")).Data.GetProperty("versions");
        Assert.Equal([2, 1], versions.EnumerateArray().Select(Version));
        Assert.Equal(
            """[{"name":"peak","from":"18:00","to":"00:00","days":["Monday","Friday"],"perKwh":0.59,"perMinute":null,"perIdleMinute":null}]""",
            versions[1].GetProperty("periods").GetRawText());
        Assert.Equal((EvOpsHost.EmailOf(Role.Admin), 2m, 15), (Text(versions[1], "createdBy"), Number(versions[1], "minimum"), versions[1].GetProperty("idleGraceMinutes").GetInt32()));
        Assert.StartsWith("€ 0.45 per kWh", Text(versions[1], "summary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_makes_no_version_and_a_new_name_alone_makes_none()
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Same", 0.5m, periods: TariffTalk.Evening()));

        await http.SendAsync(HttpMethod.Put, $"/v1/tariffs/{id}", new StringContent(
            """{"name":"Renamed","currency":"EUR","perKwh":0.5000,"vatPercent":19.0,"periods":[{"name":"evening ","from":"18:00:00","to":"22:00","perKwh":0.590}]}""", null, "application/json"));

        var tariff = (await http.GetApiAsync($"/v1/tariffs/{id}")).Data.GetProperty("tariff");
        Assert.Equal(("Renamed", 1), (Text(tariff, "name"), Version(tariff)));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var answer = await http.PutApiAsync($"/v1/tariffs/{Guid.NewGuid()}", new
        {
            name = "",
            currency = "euro",
            perKwh = -1,
            vatPercent = 101,
            idleGraceMinutes = -1,
            periods = new object?[] { new { name = "", from = "18:00", to = "22:00" }, null },
        });

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            ["currency", "idleGraceMinutes", "name", "perKwh", "periods[0].name", "periods[0].perKwh", "periods[1]", "vatPercent"],
            answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("A period has at least one price of its own.", answer.ErrorOf("periods[0].perKwh"));
    }

    [Theory]
    [InlineData("from", "\"6pm\"", "periods[0].from must be a time of day such as 18:00.")]
    [InlineData("to", "\"24:00\"", "periods[0].to must be a time of day such as 18:00.")]
    [InlineData("days", "[\"Funday\"]", "must be one of Sunday, Monday")]
    public async Task What_is_no_time_and_no_day_is_named(string field, string value, string sentence)
    {
        var period = new Dictionary<string, string> { ["name"] = "\"x\"", ["from"] = "\"18:00\"", ["to"] = "\"22:00\"", [field] = value };
        var answer = await http.SendAsync(HttpMethod.Put, $"/v1/tariffs/{Guid.NewGuid()}", new StringContent(
            $$"""{"name":"T","currency":"EUR","perKwh":1,"periods":[{{{string.Join(',', period.Select(p => $"\"{p.Key}\":{p.Value}"))}}}]}""", null, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(sentence, answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_seen_an_older_version_does_not_overwrite_the_newer_one_and_names_are_taken_once()
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Contested"));
        await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Contested", 0.6m, version: 1));

        var late = await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Contested", 0.7m, version: 1));
        Assert.Equal((HttpStatusCode.Conflict, "tariff_changed"), (late.Status, late.Code));
        var twin = await http.PutApiAsync($"/v1/tariffs/{Guid.NewGuid()}", TariffTalk.Body("Contested"));
        Assert.Equal((HttpStatusCode.Conflict, "tariff_name_taken"), (twin.Status, twin.Code));
        Assert.Equal("A tariff keeps its currency, EUR: make another tariff for SEK.", (await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Contested", currency: "SEK"))).ErrorOf("currency"));
    }

    [Fact]
    public async Task Many_who_change_one_tariff_at_once_make_a_version_each_and_none_gets_an_error()
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Rush"));
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Rush", i))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(Enumerable.Range(1, 9).Reverse(), (await http.GetApiAsync($"/v1/tariffs/{id}")).Data.GetProperty("versions").EnumerateArray().Select(Version));
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_cut_and_counts_the_stations()
    {
        foreach (var name in new[] { "Zeta row", "Alpha row", "Mid row" }) await TariffTalk.AddTariffAsync(http, TariffTalk.Body(name));
        var used = (await http.GetApiAsync("/v1/tariffs?search=mid ROW")).Data.GetProperty("items")[0].GetProperty("id").GetGuid();
        foreach (var name in new[] { "One", "Two" }) await http.PutApiAsync($"/v1/stations/{await StationTalk.AddStationAsync(http, name)}/tariff", new { tariffId = used });

        var page = (await http.GetApiAsync("/v1/tariffs?search=ROW&limit=2&offset=1")).Data;

        Assert.Equal((3, 2, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32()));
        Assert.Equal([("Mid row", 2), ("Zeta row", 0)], page.GetProperty("items").EnumerateArray().Select(t => (Text(t, "name"), t.GetProperty("stations").GetInt32())));
    }

    [Theory]
    [InlineData(Role.Operator, HttpStatusCode.OK)]
    [InlineData(Role.Support, HttpStatusCode.OK)]
    [InlineData(Role.Driver, HttpStatusCode.Forbidden)]
    public async Task Who_sees_the_network_sees_tariffs_and_only_an_administrator_changes_them(Role role, HttpStatusCode sees)
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body($"Seen by {role}"));
        var other = host.Client(role);

        Assert.Equal(sees, (await other.GetApiAsync("/v1/tariffs")).Status);
        Assert.Equal(sees, (await other.GetApiAsync($"/v1/tariffs/{id}")).Status);
        Assert.Equal(sees, (await other.PostApiAsync($"/v1/tariffs/{id}/price-preview", new { energyKwh = 1, chargingMinutes = 1 })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Mine"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/tariffs")).Status);
    }

    [Fact]
    public async Task A_preview_is_a_bill_line_by_line()
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Previewed", 0.49m, periods: TariffTalk.Evening()));

        var bill = (await http.PostApiAsync($"/v1/tariffs/{id}/price-preview", new { startAt = "2026-06-17T17:30:00+02:00", timeZone = "Europe/Berlin", energyKwh = 30, chargingMinutes = 90 })).Data;

        Assert.Equal(
            """
            {"currency":"EUR","lines":[{"kind":"ENERGY","period":null,"quantity":10000,"unit":"Wh","unitPrice":0.49,"priceUnit":"kWh","amount":4.9},{"kind":"ENERGY","period":"evening","quantity":20000,"unit":"Wh","unitPrice":0.59,"priceUnit":"kWh","amount":11.8}],"total":16.7,"vat":2.67,"net":14.03,"vatPercent":19}
            """.Trim(),
            bill.GetRawText());
    }

    [Fact]
    public async Task A_preview_asks_for_what_can_be()
    {
        var id = await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Asked"));
        var wrong = await http.PostApiAsync($"/v1/tariffs/{id}/price-preview", new { startAt = "1970-01-01T00:00:00Z", energyKwh = 10_001, chargingMinutes = -1, idleMinutes = 10_081 });

        Assert.Equal(["chargingMinutes", "energyKwh", "idleMinutes", "startAt"], wrong.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Equal("The time zone is an IANA name such as Europe/Berlin.", (await http.PostApiAsync($"/v1/tariffs/{id}/price-preview", new { energyKwh = 1, chargingMinutes = 1, timeZone = "Mars" })).ErrorOf("timeZone"));
        Assert.Equal("tariff_not_found", (await http.PostApiAsync($"/v1/tariffs/{Guid.NewGuid()}/price-preview", new { energyKwh = 1, chargingMinutes = 1 })).Code);
        Assert.Equal((HttpStatusCode.NotFound, "tariff_not_found"), ((await http.GetApiAsync($"/v1/tariffs/{Guid.NewGuid()}")).Status, (await http.GetApiAsync($"/v1/tariffs/{Guid.NewGuid()}")).Code));
    }

    [Fact]
    public async Task A_change_is_told_and_written_down_with_who_did_it_and_so_is_a_refused_one()
    {
        var id = Guid.NewGuid();
        var told = new TaskCompletionSource<Guid>();
        using var listening = host.Get<LiveFeed>().Subscribe<TariffChanged>(change => _ = change.TariffId == id && told.TrySetResult(id));

        await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Told"));
        await http.PutApiAsync($"/v1/tariffs/{id}", TariffTalk.Body("Told", -1));

        Assert.Equal(id, await told.Task.WaitAsync(Cancel));
        await using var db = host.OpenDb();
        var lines = await db.AuditEntries.Where(e => e.SubjectId == id.ToString()).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal(
            ["add tariff: done", "change tariff: A price is zero or more, at most 1,000,000, with at most four digits behind the point."], lines.Select(e => $"{e.Action}: {e.Outcome}"));
    }

    private static string? Text(JsonElement data, string field) => data.GetProperty(field).GetString();

    private static decimal Number(JsonElement data, string field) => data.GetProperty(field).GetDecimal();

    private static int Version(JsonElement data) => data.GetProperty("version").GetInt32();
}
