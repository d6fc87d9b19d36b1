using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>Writes and reads the three message types of OCPP-J 1.6 §4.2.</summary>
internal static class OcppFrame
{
    public const int CallType = 2;
    public const int ResultType = 3;
    public const int ErrorType = 4;

    public static string Call(string messageId, string action, JsonNode? payload) => Write(writer =>
    {
        writer.WriteNumberValue(CallType);
        writer.WriteStringValue(messageId);
        writer.WriteStringValue(action);
        WritePayload(writer, payload);
    });

    public static string Result(string messageId, JsonNode? payload) => Write(writer =>
    {
        writer.WriteNumberValue(ResultType);
        writer.WriteStringValue(messageId);
        WritePayload(writer, payload);
    });

    public static string Error(string messageId, OcppCallError error) => Write(writer =>
    {
        writer.WriteNumberValue(ErrorType);
        writer.WriteStringValue(messageId);
        writer.WriteStringValue(error.Code);
        writer.WriteStringValue(error.Description.Length > 255 ? error.Description[..255] : error.Description);
        error.Details.WriteTo(writer);
    });

    /// <summary>Splits a message into its elements; null when it is no JSON array that begins with a type and an id.</summary>
    public static JsonArray? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonArray { Count: >= 3 } array && Text(array[1]) is not null ? array : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static int Type(JsonArray frame) =>
        frame[0] is JsonValue value && value.TryGetValue<int>(out var type) ? type : 0;

    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Takes an object out of its frame, so that it can be handed on by itself; anything else becomes an empty object.</summary>
    public static JsonObject Detach(JsonArray frame, int index)
    {
        if (index >= frame.Count || frame[index] is not JsonObject payload)
            return [];
        frame[index] = null;
        return payload;
    }

    private static void WritePayload(Utf8JsonWriter writer, JsonNode? payload)
    {
        if (payload is null)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else
        {
            payload.WriteTo(writer);
        }
    }

    private static string Write(Action<Utf8JsonWriter> elements)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            elements(writer);
            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
