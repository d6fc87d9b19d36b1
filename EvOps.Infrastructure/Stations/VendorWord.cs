using System.Text.Json;
using System.Text.Json.Serialization;
using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Stations;

/// <summary>A vendor's webhook as it is read, of whichever of the three kinds. Which fields are needed the kind says.</summary>
/// <param name="StationId">Where a connector is named by its number.</param>
/// <param name="ConnectorId">The connector's id (GUID), its number at the station, or the vendor's own id of it.</param>
/// <param name="VendorConnectorId">The vendor's own id of it.</param>
/// <param name="Status">The vendor's word for how the plug is.</param>
/// <param name="Metadata">Anything; <c>eventId</c> and <c>timestamp</c> are understood.</param>
/// <param name="VendorSessionId">Unique at this vendor.</param>
/// <param name="StartMeterReading">Of the lifetime register.</param>
/// <param name="BookingId">The booking that the session belongs to, where the vendor knows of one.</param>
/// <param name="IdTag">The tag that was shown, where the vendor tells it.</param>
/// <param name="EndMeterReading">Of the lifetime register.</param>
/// <param name="EnergyKwh">What flowed, as the vendor counted it.</param>
/// <param name="CostAmount">What the vendor thinks it costs.</param>
public sealed record VendorWord(
    string? StationId = null,
    [property: JsonConverter(typeof(TextOrNumber))] string? ConnectorId = null,
    [property: JsonConverter(typeof(TextOrNumber))] string? VendorConnectorId = null,
    string? Status = null,
    JsonElement? Metadata = null,
    [property: JsonConverter(typeof(TextOrNumber))] string? VendorSessionId = null,
    decimal? StartMeterReading = null,
    string? BookingId = null,
    string? IdTag = null,
    decimal? EndMeterReading = null,
    decimal? EnergyKwh = null,
    decimal? CostAmount = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a body that was read before.</summary>
    public static VendorWord Of(VendorEvent told) => Read(System.Text.Encoding.UTF8.GetBytes(told.Payload));

    /// <exception cref="JsonException">It is no such thing.</exception>
    public static VendorWord Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<VendorWord>(body, Json) ?? throw new JsonException("The body is null.");

    /// <summary>The vendor's own id of this event; null where it tells none.</summary>
    public string? EventId => TextOf("eventId");

    /// <summary>When it happened, as the vendor has it.</summary>
    public DateTimeOffset? HappenedAt => DateTimeOffset.TryParse(
        TextOf("timestamp"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>A text of the metadata, such as an error's code.</summary>
    public string? TextOf(string name) =>
        Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty(name, out var value) && (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            ? value.ToString() : null;
}

/// <summary>Vendors write ids as texts and as numbers.</summary>
internal sealed class TextOrNumber : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new JsonException("An id is a text or a whole number."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
