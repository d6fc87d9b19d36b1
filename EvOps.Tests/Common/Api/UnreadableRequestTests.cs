using System.Net;
using System.Text;
using EvOps.Domain.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Common.Api;

/// <summary>A request that cannot be read is refused with a sentence that names the field, in no framework's words.</summary>
public sealed class UnreadableRequestTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Admin);

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

    [Theory]
    [InlineData("/v1/refunds", """{"amount":"abc","reason":"x"}""", "amount")]
    [InlineData("/v1/refunds", """{"amount":true,"reason":"x"}""", "amount")]
    [InlineData("/v1/payments", """{"amount":"abc"}""", "amount")]
    public async Task A_number_that_is_none_is_said_to_be_one(string path, string body, string field)
    {
        var answer = await http.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, $"{field} must be a number."), (answer.Status, answer.ErrorOf(field)));
    }

    [Fact]
    public async Task All_missing_fields_are_named_at_once()
    {
        var answer = await host.Client().PostApiAsync("/v1/auth/login", new { });

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
}
