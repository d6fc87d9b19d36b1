using System.Net;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Common.Api;

/// <summary>What spares those who write programs against the API time: examples that work, reads that can be kept, and calls from pages of other sites.</summary>
public sealed class ApiForProgramsTests(ApiForProgramsTests.Host fixture) : IClassFixture<ApiForProgramsTests.Host>
{
    private const string App = "https://app.example.com";

    private readonly HttpClient http = fixture.House.Client(Role.Admin);

    [Fact]
    public async Task Whatever_takes_a_body_has_an_example_that_is_understood()
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json"));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("requestBody", out _)).Select(operation => (Path: path.Name, Method: operation.Name, operation.Value)))
            .ToList();
        Assert.True(operations.Count > 30);

        foreach (var (path, method, operation) in operations)
        {
            var content = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            Assert.True(content.TryGetProperty("example", out var example), $"{method} {path} has no example.");
            using var body = new StringContent(example.GetRawText(), Encoding.UTF8, "application/json");
            var answer = await http.SendAsync(HttpMethod.Parse(method), Filled(path), body);
            // What the examples name is not there; that they are not understood would be another matter.
            Assert.False(answer is { Status: HttpStatusCode.BadRequest, Code: "invalid_request" } && !answer.Sentence.StartsWith("There is no", StringComparison.Ordinal), $"{method} {path}: {answer.Body}");
        }
    }

    [Theory]
    [InlineData("/v1/stations")]
    [InlineData("/v1/stations/{0}")]
    [InlineData("/v1/stations/{0}/availability?startDate=2027-01-01&endDate=2027-01-02")]
    public async Task A_read_that_still_holds_is_not_sent_again(string path)
    {
        var station = await fixture.House.AddStationAsync();
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, station.Id);
        var first = await http.GetApiAsync(address);
        var tag = first.Message.Headers.ETag!;

        using var again = await AskAsync(address, tag.ToString());
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var weak = await AskAsync(address, $"\"other\", W/{tag}");
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        using var other = await AskAsync(address, "\"other\"");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.True(first.Message.Headers.CacheControl is { NoCache: true, Private: true });
    }

    [Fact]
    public async Task A_plug_that_changes_changes_the_tag()
    {
        var station = await fixture.House.AddStationAsync();
        await fixture.House.AddChargePointAsync(station, "TAGGED-1");
        var address = $"/v1/stations/{station.Id}";
        var before = (await http.GetApiAsync(address)).Message.Headers.ETag!.ToString();
        await using var charger = await fixture.House.ConnectAsync("TAGGED-1");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");

        using var after = await AskAsync(address, before);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before, after.Headers.ETag!.ToString());
    }

    [Theory]
    [InlineData(App, true)]
    [InlineData("https://elsewhere.example.com", false)]
    public async Task A_page_of_another_site_may_call_where_its_origin_is_named(string origin, bool mayCall)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/stations");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var allowed = await fixture.House.Client().SendAsync(preflight, TestContext.Current.CancellationToken);
        using var call = new HttpRequestMessage(HttpMethod.Get, "/v1/no-such-thing");
        call.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(call, TestContext.Current.CancellationToken);

        foreach (var said in (HttpResponseMessage[])[allowed, answer])
        {
            Assert.Equal(mayCall ? [origin] : [], said.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins : []);
            Assert.False(said.Headers.Contains("Access-Control-Allow-Credentials"));
        }
        Assert.Equal(mayCall, allowed.Headers.TryGetValues("Access-Control-Allow-Headers", out var headers) && headers.Contains("authorization"));
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://*.example.com")]
    [InlineData("*")]
    public async Task An_origin_that_is_none_stops_the_start_with_a_sentence(string origin)
    {
        var stopped = await Assert.ThrowsAnyAsync<Exception>(() => EvOpsHost.StartAsync(settings: [$"Api:AllowedOrigins:0={origin}"]));

        Assert.Contains($"\"{origin}\" is no origin such as https://app.example.com", stopped.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("If-None-Match", known));
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Filled(string path) => path
        .Replace("{action}", "Reset", StringComparison.Ordinal).Replace("{remedy}", "Ask", StringComparison.Ordinal)
        .Replace("{chargePointId}", "CP-EXAMPLE", StringComparison.Ordinal).Replace("{idTag}", "04A1B2C3D4", StringComparison.Ordinal)
        .Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{sessionId}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{userId}", Guid.Empty.ToString(), StringComparison.Ordinal);

    /// <summary>A house that a page of another site may call.</summary>
    public sealed class Host : IAsyncLifetime
    {
        public EvOpsHost House { get; private set; } = null!;

        public async ValueTask InitializeAsync() => House = await EvOpsHost.StartAsync(settings: [$"Api:AllowedOrigins:0={App}"]);

        public ValueTask DisposeAsync() => House.DisposeAsync();
    }
}
