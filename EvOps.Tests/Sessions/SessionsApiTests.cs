using System.Net;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>The list of sessions and the description of the API, as programs see them.</summary>
public sealed class SessionsApiTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task The_list_is_narrowed_by_state_and_station_and_cut_into_pages()
    {
        var http = host.Client(Role.Support);
        var (harbour, airport) = (await host.AddStationAsync("Harbour"), await host.AddStationAsync("Airport"));
        var (first, second) = (await host.AddChargePointAsync(harbour, "API-1"), await host.AddChargePointAsync(airport, "API-2"));
        for (var hour = 0; hour < 3; hour++) await host.AddSessionAsync(harbour, first, SessionRecords.Morning.AddHours(hour));
        var open = await host.AddSessionAsync(harbour, first, SessionRecords.Morning.AddHours(3), stopWh: null);
        await host.AddSessionAsync(airport, second, SessionRecords.Morning);

        Assert.Equal(4, await TotalAsync(http, $"stationId={harbour.Id}"));
        Assert.Equal(3, await TotalAsync(http, $"stationId={harbour.Id}&status=COMPLETED"));
        Assert.Equal(0, await TotalAsync(http, $"stationId={airport.Id}&status=charging"));
        Assert.Equal(1, await TotalAsync(http, "search=api-2"));
        Assert.Equal(2, await TotalAsync(http, $"from=2026-03-02T07:00:00Z&to=2026-03-02T10:00:00%2B01:00&status=COMPLETED"));
        var page = (await http.GetApiAsync($"/v1/sessions?stationId={harbour.Id}&limit=1&offset=0")).Data;
        Assert.Equal((1, 0, open.Id), (page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32(), page.GetProperty("items")[0].GetProperty("id").GetGuid()));
        Assert.False(page.GetProperty("items")[0].TryGetProperty("events", out _));
    }

    [Theory]
    [InlineData("status=SLEEPING", "status cannot be \"SLEEPING\".")]
    [InlineData("stationId=harbour", "stationId cannot be \"harbour\".")]
    [InlineData("limit=501", "limit must be between 1 and 500.")]
    [InlineData("from=yesterday", "from cannot be \"yesterday\".")]
    public async Task A_filter_that_is_none_is_refused_in_words(string query, string sentence)
    {
        var answer = await host.Client(Role.Support).GetApiAsync($"/v1/sessions?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, sentence), (answer.Status, answer.Sentence));
    }

    [Fact]
    public async Task The_description_names_every_field_and_state()
    {
        using var document = JsonDocument.Parse(await host.Client().GetStringAsync("/openapi/v1.json"));
        var (paths, schemas) = (document.RootElement.GetProperty("paths"), document.RootElement.GetProperty("components").GetProperty("schemas"));

        foreach (var path in new[] { "/api/ChargingSession/start-charging-session", "/api/ChargingSession/end-charging-session", "/v1/sessions", "/v1/sessions/{id}", "/v1/sessions/{id}/meter-values" })
            Assert.All(paths.GetProperty(path).EnumerateObject(), operation => Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!));
        Assert.True(paths.GetProperty("/api/ChargingSession/start-charging-session").GetProperty("post").GetProperty("responses").TryGetProperty("409", out _));
        Assert.Equal(["STARTING", "CHARGING", "STOPPING", "COMPLETED", "FAILED", "CANCELLED"], schemas.GetProperty("SessionState").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(["string", "integer"], schemas.GetProperty("EndBody").GetProperty("properties").GetProperty("sessionId").GetProperty("type").EnumerateArray().Select(type => type.GetString()!).OrderDescending());
        Assert.All(schemas.GetProperty("StartBody").GetProperty("properties").EnumerateObject(), field => Assert.True(field.Value.TryGetProperty("description", out _), field.Name));
    }

    private static async Task<int> TotalAsync(HttpClient http, string query) => (await http.GetApiAsync($"/v1/sessions?{query}")).Data.GetProperty("total").GetInt32();
}
