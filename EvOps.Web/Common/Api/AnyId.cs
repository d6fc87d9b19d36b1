using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvOps.Web.Common.Api;

/// <summary>An id of whichever kind: a text, or a whole number where the caller has it as one.</summary>
public sealed class AnyId : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new WrongValueException("must be an id: a text or a whole number."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
