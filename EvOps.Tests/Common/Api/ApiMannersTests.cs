using System.Net;
using System.Text.Json;
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

    [Theory]
    [InlineData("/v1/stations?limit=1", HttpStatusCode.OK)]
    [InlineData("/v1/stations/0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", HttpStatusCode.NotFound)]
    [InlineData("/v1/tags?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/sign-in", HttpStatusCode.Found)]
    public async Task Head_is_answered_as_get_is_without_the_body(string path, HttpStatusCode status)
    {
        using var got = await http.GetAsync(path);
        using var asked = await http.SendAsync(new(HttpMethod.Head, path));

        Assert.Equal((status, status), (got.StatusCode, asked.StatusCode));
        Assert.Equal(got.Content.Headers.ContentType, asked.Content.Headers.ContentType);
        Assert.Equal(got.Headers.ETag, asked.Headers.ETag);
        Assert.Empty(await asked.Content.ReadAsByteArrayAsync());
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
    public async Task The_description_lists_words_as_they_are_written()
    {
        using var document = JsonDocument.Parse(await fixture.House.Client().GetStringAsync("/openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        Assert.Equal("""["Accepted","Blocked","Expired","Invalid"]""", Packed(schemas.GetProperty("TagStatus").GetProperty("enum")));
        Assert.Equal("""["CAME","NO_SHOW"]""", Packed(schemas.GetProperty("Turnout").GetProperty("enum")));
        var holds = document.RootElement.GetProperty("paths").GetProperty("/v1/bookings/holds").GetProperty("post").GetProperty("responses");
        Assert.All(["401", "403", "413", "429"], status => Assert.True(holds.TryGetProperty(status, out _), status));
        Assert.Equal("""["success","data"]""", Packed(schemas.GetProperty("EnvelopeOfTagView").GetProperty("required")));

        static string Packed(JsonElement list) => JsonSerializer.Serialize(list);
    }

    [Fact]
    public async Task A_database_that_is_away_is_503()
    {
        var answer = await http.GetApiAsync("/v1/test/away");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("database_unavailable", answer.Code);
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

    [Fact]
    public async Task Each_token_has_a_bucket_of_its_own_also_of_one_person()
    {
        await using var strict = await EvOpsHost.StartAsync(settings: ["Api:RequestsPerSecond=1", "Api:Burst=2", "Api:BurstPerAddress=1000"]);
        var (first, second) = (strict.Client(Role.Operator), strict.Client(Role.Operator));
        Assert.NotEqual(first.DefaultRequestHeaders.Authorization!.Parameter, second.DefaultRequestHeaders.Authorization!.Parameter);

        Assert.Equal(HttpStatusCode.TooManyRequests, await UntilRefusedAsync(first));
        Assert.Equal(HttpStatusCode.OK, (await second.GetApiAsync("/v1/tags")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, await UntilRefusedAsync(second));
    }

    [Fact]
    public async Task Tokens_that_are_made_up_are_counted_as_one_address()
    {
        await using var strict = await EvOpsHost.StartAsync(settings: ["Api:RequestsPerSecond=1", "Api:Burst=2", "Api:BurstPerAddress=1000"]);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            var guess = strict.Client();
            guess.DefaultRequestHeaders.Authorization = new("Bearer", $"made-up-{i}");
            answers.Add((await guess.GetApiAsync("/v1/tags")).Status);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task All_that_come_from_one_address_share_a_larger_bucket_and_another_address_has_its_own()
    {
        await using var strict = await EvOpsHost.StartAsync(settings: ["Api:RequestsPerSecondPerAddress=1", "Api:BurstPerAddress=4", "Proxy:Known=127.0.0.1"]);
        HttpClient From(string address)
        {
            var http = strict.Client(Role.Operator);
            http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            return http;
        }

        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 12; i++) answers.Add(await From("203.0.113.1").GetApiAsync("/v1/tags"));

        Assert.Equal(HttpStatusCode.OK, answers[0].Status);
        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal("rate_limited", refused.Code);
        Assert.True(refused.Message.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await From("203.0.113.2").GetApiAsync("/v1/tags")).Status);
    }

    private static async Task<HttpStatusCode> UntilRefusedAsync(HttpClient caller)
    {
        var last = HttpStatusCode.OK;
        for (var asked = 0; asked < 10 && last == HttpStatusCode.OK; asked++) last = (await caller.GetApiAsync("/v1/tags")).Status;
        return last;
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
            test.MapGet("/away", string () => throw new TimeoutException("no answer"));
            test.MapGet("/races", string () => throw new DbUpdateConcurrencyException("lost"));
            test.MapGet("/refuses/{kind}", (RefusalKind kind) => (Answer<string>)new Refusal(kind, "because", "This is why."));
            test.MapGet("/time", () => (Answer<TimeView>)new TimeView(new DateTimeOffset(2026, 11, 20, 14, 5, 0, TimeSpan.FromHours(1)), Turnout.NoShow));
            test.MapGet("/echo", (Choice<Turnout> state) => (Answer<string>)state.Value.ToString());
        }
    }
}
