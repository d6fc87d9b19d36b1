using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace EvOps.Web.Common.Api;

/// <summary>How the API reads and writes JSON.</summary>
public static class ApiJson
{
    /// <summary>
    /// camelCase; times in UTC with Z; enums by their words. A constructor parameter that is not nullable is a field that must be
    /// there: leave it out, or send null, and the answer is a 400 that names it.
    /// </summary>
    public static void Configure(JsonSerializerOptions json)
    {
        json.RespectRequiredConstructorParameters = true;
        json.RespectNullableAnnotations = true;
        json.AllowDuplicateProperties = false;
        json.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        json.Converters.Add(new UtcTimes());
        json.Converters.Add(new TimesOfDay());
        json.Converters.Add(new EnumWords());
    }
}

/// <summary>A value that does not fit, in words that follow the field's name: "must be one of Accepted, Blocked".</summary>
public sealed class WrongValueException(string words) : JsonException(words);

/// <summary>ISO 8601, written in UTC with Z. Read with any offset; a time without one is UTC.</summary>
public sealed class UtcTimes : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String
            && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        throw new WrongValueException("must be a time in ISO 8601, such as 2026-11-20T14:05:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}

/// <summary>A time of day, to the minute: 18:00. Read with seconds, too.</summary>
public sealed class TimesOfDay : JsonConverter<TimeOnly>
{
    private static readonly string[] Forms = ["HH:mm", "HH:mm:ss"];

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && TimeOnly.TryParseExact(reader.GetString(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        throw new WrongValueException("must be a time of day such as 18:00.");
    }

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("HH:mm", CultureInfo.InvariantCulture));
}
