using System.Net;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using EvOps.Tests.Tariffs;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Stations;

/// <summary>Which tariff a station prices by.</summary>
public sealed class StationTariffTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tariff_is_given_to_a_station_seen_there_and_taken_off_again()
    {
        var (station, tariff) = (await StationTalk.AddStationAsync(http, "Priced"), await TariffTalk.AddTariffAsync(http, TariffTalk.Body("By the hour")));
        Assert.Equal(JsonValueKind.Null, (await http.GetApiAsync($"/v1/stations/{station}")).Data.GetProperty("tariff").ValueKind);

        var given = await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = tariff });
        await http.PutApiAsync($"/v1/tariffs/{tariff}", TariffTalk.Body("By the hour", 0.6m));

        Assert.Equal(1, given.Data.GetProperty("tariff").GetProperty("version").GetInt32());
        var expected = $$"""{"id":"{{tariff}}","name":"By the hour","version":2,"summary":"€ 0.60 per kWh"}""";
        var read = (await http.GetApiAsync($"/v1/stations/{station}")).Data;
        Assert.Equal(expected, read.GetProperty("tariff").GetRawText());
        Assert.Equal(0.5m, read.GetProperty("pricePerKwh").GetDecimal());
        Assert.Equal(expected, (await http.GetApiAsync("/v1/stations?search=Priced")).Data.GetProperty("items")[0].GetProperty("tariff").GetRawText());
        var taken = await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = (Guid?)null });
        Assert.Equal(JsonValueKind.Null, taken.Data.GetProperty("tariff").ValueKind);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_words()
    {
        var (station, crowns) = (await StationTalk.AddStationAsync(http, "Euro place"), await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Crowns", currency: "SEK")));

        var differs = await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = crowns });
        Assert.Equal((HttpStatusCode.Conflict, "currency_differs", "Crowns is in SEK, and Euro place charges in EUR."), (differs.Status, differs.Code, differs.Sentence));
        Assert.Equal("There is no tariff with this id.", (await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = Guid.NewGuid() })).ErrorOf("tariffId"));
        Assert.Equal("station_not_found", (await http.PutApiAsync($"/v1/stations/{Guid.NewGuid()}/tariff", new { tariffId = crowns })).Code);
        Assert.Equal("tariffId is needed.", (await http.PutApiAsync($"/v1/stations/{station}/tariff", new { })).ErrorOf("tariffId"));
    }

    [Theory]
    [InlineData(Role.Operator)]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Only_an_administrator_says_which_and_everybody_may_ask_for_the_price(Role role)
    {
        var station = await StationTalk.AddStationAsync(http, $"Asked by {role}");
        var other = host.Client(role);

        Assert.Equal(HttpStatusCode.Forbidden, (await other.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = (Guid?)null })).Status);
        Assert.Equal(5m, (await other.PostApiAsync($"/v1/stations/{station}/price-preview", new { energyKwh = 10, chargingMinutes = 40, idleMinutes = 5 })).Data.GetProperty("total").GetDecimal());
    }

    [Fact]
    public async Task The_price_of_a_station_is_its_tariff_s_at_its_own_time_of_day()
    {
        var (station, tariff) = (await StationTalk.AddStationAsync(http, "Evening place"), await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Evenings", 0.4m, periods: TariffTalk.Evening(0.6m))));
        await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = tariff });

        // Six in the evening in Berlin is four in UTC.
        Assert.Equal(6m, await TotalAsync("2026-06-17T16:00:00Z"));
        Assert.Equal(4m, await TotalAsync("2026-06-17T14:00:00Z"));
        Assert.Equal("The energy is 0 to 10,000 kWh.", (await http.PostApiAsync($"/v1/stations/{station}/price-preview", new { energyKwh = -1, chargingMinutes = 60 })).ErrorOf("energyKwh"));

        async Task<decimal> TotalAsync(string startAt) =>
            (await http.PostApiAsync($"/v1/stations/{station}/price-preview", new { startAt, energyKwh = 10, chargingMinutes = 60 })).Data.GetProperty("total").GetDecimal();
    }

    [Fact]
    public async Task It_is_told_and_written_down_and_so_is_what_was_refused()
    {
        var (station, tariff) = (await StationTalk.AddStationAsync(http, "Told place"), await TariffTalk.AddTariffAsync(http, TariffTalk.Body("Told tariff")));
        var told = new TaskCompletionSource();
        using var listening = host.Get<LiveFeed>().Subscribe<StationChanged>(change => _ = change.StationId == station && told.TrySetResult());

        await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = tariff });
        await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = station });
        await http.PutApiAsync($"/v1/stations/{station}/tariff", new { tariffId = (Guid?)null });

        await told.Task.WaitAsync(Cancel);
        await using var db = host.OpenDb();
        var lines = await db.AuditEntries.Where(e => e.SubjectId == station.ToString() && e.Action != "add station").OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal(
            [$"assign tariff: done, Told tariff, version 1 ({tariff})", $"assign tariff: There is no tariff with this id., {station}", "take tariff off: done, "],
            lines.Select(e => $"{e.Action}: {e.Outcome}, {e.Details}"));
    }
}
