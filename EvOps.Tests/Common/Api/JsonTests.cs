using System.Text.Json;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Http;

namespace EvOps.Tests.Common.Api;

/// <summary>What does not fit is said by the field's name, whatever kind of value was asked for.</summary>
public sealed class JsonTests
{
    private static readonly JsonSerializerOptions Json = Options();

    [Theory]
    [InlineData("""{"number":1.5}""", "number must be a whole number.")]
    [InlineData("""{"number":99999999999999}""", "number must be a whole number.")]
    [InlineData("""{"amount":[1]}""", "amount must be a number.")]
    [InlineData("""{"active":"yes"}""", "active must be true or false.")]
    [InlineData("""{"name":5}""", "name must be a text.")]
    [InlineData("""{"parts":5}""", "parts must be a list.")]
    [InlineData("""{"parts":[{"number":"a"}]}""", "parts[0].number must be a whole number.")]
    [InlineData("""{"inside":7}""", "inside must be a JSON object.")]
    [InlineData("""{"inside":{}}""", "inside.name is needed.")]
    [InlineData("""{"inside":{"name":null}}""", "inside.name must have a value.")]
    [InlineData("""[]""", "The body must be a JSON object.")]
    public void A_wrong_value_is_told_in_words(string body, string sentence)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Sample>(body, Json));

        Assert.Equal(sentence, RequestFaults.Of(new BadHttpRequestException("", 400, fault)).Message);
    }

    [Fact]
    public void A_time_keeps_its_moment_whatever_its_offset()
    {
        var time = JsonSerializer.Deserialize<DateTimeOffset>("\"2026-11-20T14:05:00.25+01:00\"", Json);

        Assert.Equal("\"2026-11-20T13:05:00.25Z\"", JsonSerializer.Serialize(time, Json));
    }

    [Fact]
    public void A_time_without_offset_is_utc() =>
        Assert.Equal(TimeSpan.Zero, JsonSerializer.Deserialize<DateTimeOffset>("\"2026-11-20T14:05:00\"", Json).Offset);

    private static JsonSerializerOptions Options()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(json);
        return json;
    }

    private sealed record Inside(string Name);

    private sealed record Sample(int Number = 0, decimal Amount = 0, bool Active = false, string? Name = null, List<Sample>? Parts = null, Inside? Inside = null);
}
