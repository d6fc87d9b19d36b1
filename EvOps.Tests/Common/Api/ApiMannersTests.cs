using System.Net;
using System.Text;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Tests.Support;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Common.Api;

/// <summary>Whatever goes wrong is told in the envelope, with the right status and in words of our own.</summary>
public sealed class ApiMannersTests(ApiMannersTests.Host fixture) : IClassFixture<ApiMannersTests.Host>
{
    private readonly HttpClient http = fixture.House.Client(Role.Admin);

    [Theory]
    [InlineData("/v1/no-such-thing")]
    [InlineData("/api/NoSuchThing/at-all")]
    public async Task An_address_that_is_none_is_404_in_the_envelope(string path)
    {
        var answer = await http.GetApiAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.False(answer.Success);
        Assert.Equal("not_found", answer.Code);
        Assert.Contains(path, answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_asks_the_api_for_nothing_gets_the_envelope_too()
    {
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        Assert.Equal("not_found", (await http.GetApiAsync("/v1/no-such-thing")).Code);
    }

    [Fact]
    public async Task A_method_that_is_none_is_405_and_says_which_are()
    {
        var answer = await http.PostApiAsync("/v1/tags/AB12", new { status = "Accepted" });

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("method_not_allowed", answer.Code);
        Assert.Contains("PUT", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_415()
    {
        var answer = await http.SendAsync(HttpMethod.Put, "/v1/tags/AB12", new StringContent("status=Accepted", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Equal("unsupported_media_type", answer.Code);
    }

    [Theory]
    [InlineData("{\"status\":", "invalid_json")]
    [InlineData("not json", "invalid_json")]
    [InlineData("", "invalid_request")]
    [InlineData("null", "invalid_request")]
    [InlineData("[1,2]", "invalid_request")]
    public async Task A_body_that_cannot_be_read_is_400(string body, string code)
    {
        var answer = await PutTagAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(code, answer.Code);
        AssertOwnWords(answer);
    }

    [Theory]
    [InlineData("""{"status":7}""", "status", "must be one of Accepted, Blocked, Expired, Invalid")]
    [InlineData("""{"status":"Fine"}""", "status", "must be one of Accepted, Blocked, Expired, Invalid")]
    [InlineData("""{"status":null}""", "status", "must be one of Accepted, Blocked, Expired, Invalid")]
    [InlineData("""{}""", "status", "is needed")]
    [InlineData("""{"status":"Accepted","expiryDate":"soon"}""", "expiryDate", "ISO 8601")]
    [InlineData("""{"status":"Accepted","userId":"me"}""", "userId", "an id (GUID)")]
    [InlineData("""{"status":"Accepted","parentIdTag":{"a":1}}""", "parentIdTag", "a text")]
    [InlineData("""{"status":"Accepted","status":"Blocked"}""", "status", "twice")]
    public async Task A_field_that_does_not_fit_is_named(string body, string field, string words)
    {
        var answer = await PutTagAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_request", answer.Code);
        Assert.Contains(words, answer.ErrorOf(field), StringComparison.Ordinal);
        Assert.StartsWith(field, answer.ErrorOf(field), StringComparison.Ordinal);
        AssertOwnWords(answer);
    }

    [Fact]
    public async Task All_missing_fields_are_named_at_once()
    {
        var answer = await fixture.House.Client().PostApiAsync("/v1/auth/login", new { });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("email is needed.", answer.ErrorOf("email"));
        Assert.Equal("password is needed.", answer.ErrorOf("password"));
        Assert.Equal("email and password are needed.", answer.Sentence);
    }

    [Fact]
    public async Task A_body_above_one_mebibyte_is_413()
    {
        var answer = await PutTagAsync($$"""{"status":"Accepted","parentIdTag":"{{new string('x', 1024 * 1024)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal("body_too_large", answer.Code);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("status=Fine", "status")]
    [InlineData("status=1", "status")]
    public async Task A_query_out_of_range_is_400(string query, string field)
    {
        var answer = await http.GetApiAsync("/v1/tags?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(field, answer.ErrorOf(field), StringComparison.Ordinal);
        AssertOwnWords(answer);
    }

    [Fact]
    public async Task Nobody_signed_in_is_401_and_no_redirect()
    {
        var answer = await fixture.House.Client().GetApiAsync("/v1/tags");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("unauthorized", answer.Code);
        Assert.Contains(answer.Message.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
    }

    [Fact]
    public async Task A_right_that_is_missing_is_403()
    {
        var answer = await fixture.House.Client(Role.Driver).GetApiAsync("/v1/tags");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("forbidden", answer.Code);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_500_with_a_trace_id_and_nothing_else()
    {
        var answer = await http.GetApiAsync("/v1/test/breaks");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("internal_error", answer.Code);
        Assert.NotEmpty(answer.Data.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("secret", answer.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_race_is_409()
    {
        var answer = await http.GetApiAsync("/v1/test/races");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("conflict", answer.Code);
    }

    [Theory]
    [InlineData(RefusalKind.Invalid, 400)]
    [InlineData(RefusalKind.Forbidden, 403)]
    [InlineData(RefusalKind.NotFound, 404)]
    [InlineData(RefusalKind.Conflict, 409)]
    [InlineData(RefusalKind.NotNow, 422)]
    [InlineData(RefusalKind.BadAnswer, 502)]
    [InlineData(RefusalKind.Unavailable, 503)]
    [InlineData(RefusalKind.NoAnswer, 504)]
    public async Task Each_refusal_has_its_status(RefusalKind kind, int status)
    {
        var answer = await http.GetApiAsync($"/v1/test/refuses/{kind}");

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("because", answer.Code);
        Assert.Equal("This is why.", answer.Sentence);
        Assert.False(answer.Body.TryGetProperty("errors", out _));
        Assert.False(answer.Body.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task A_success_has_success_and_data_and_a_time_ends_with_Z()
    {
        var answer = await http.GetApiAsync("/v1/test/time");

        Assert.Equal("""{"success":true,"data":{"at":"2026-11-20T13:05:00Z","state":"NO_SHOW"}}""", answer.Body.GetRawText());
    }

    [Theory]
    [InlineData("NO_SHOW")]
    [InlineData("NoShow")]
    public async Task A_word_in_a_query_may_be_written_as_the_contract_or_the_code_writes_it(string word) =>
        Assert.Equal("NoShow", (await http.GetApiAsync("/v1/test/echo?state=" + word)).Data.GetString());

    [Fact]
    public async Task The_description_is_open_to_all_and_says_how_to_sign_in()
    {
        var document = await fixture.House.Client().GetStringAsync("/openapi/v1.json");

        Assert.Contains("\"/v1/tags/{idTag}\"", document, StringComparison.Ordinal);
        Assert.Contains("\"scheme\": \"bearer\"", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_429_and_told_when_to_come_again()
    {
        await using var strict = await EvOpsHost.StartAsync(settings: ["Api:RequestsPerSecond=1", "Api:Burst=2"]);
        var caller = strict.Client(Role.Operator);

        ApiAnswer last;
        var asked = 0;
        do last = await caller.GetApiAsync("/v1/tags");
        while (last.Status == HttpStatusCode.OK && ++asked < 10);

        Assert.Equal(HttpStatusCode.TooManyRequests, last.Status);
        Assert.Equal("rate_limited", last.Code);
        Assert.True(last.Message.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await strict.Client(Role.Admin).GetApiAsync("/v1/tags")).Status);
    }

    private Task<ApiAnswer> PutTagAsync(string body) =>
        http.SendAsync(HttpMethod.Put, "/v1/tags/AB12", new StringContent(body, Encoding.UTF8, "application/json"));

    private static void AssertOwnWords(ApiAnswer answer)
    {
        var text = answer.Body.GetRawText();
        foreach (var foreign in new[] { "System.", "EvOps.", "TagBody", "parameter", "LineNumber", "BytePosition", "deserializ", "   at " })
        {
            Assert.DoesNotContain(foreign, text, StringComparison.Ordinal);
        }
    }

    private enum Turnout
    {
        Came,
        NoShow,
    }

    private sealed record TimeView(DateTimeOffset At, [property: System.Text.Json.Serialization.JsonConverter(typeof(CapitalWords<Turnout>))] Turnout State);

    /// <summary>The house with a few endpoints that misbehave.</summary>
    public sealed class Host : IAsyncLifetime
    {
        public EvOpsHost House { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            House = await EvOpsHost.StartAsync(map: MapMore);

        public ValueTask DisposeAsync() => House.DisposeAsync();

        private static void MapMore(WebApplication app)
        {
            var test = app.MapApi("/v1/test", "Test");
            test.MapGet("/breaks", string () => throw new InvalidOperationException("a secret"));
            test.MapGet("/races", string () => throw new DbUpdateConcurrencyException("lost"));
            test.MapGet("/refuses/{kind}", (RefusalKind kind) => (Answer<string>)new Refusal(kind, "because", "This is why."));
            test.MapGet("/time", () => (Answer<TimeView>)new TimeView(new DateTimeOffset(2026, 11, 20, 14, 5, 0, TimeSpan.FromHours(1)), Turnout.NoShow));
            test.MapGet("/echo", (Choice<Turnout> state) => (Answer<string>)state.Value.ToString());
        }
    }
}
