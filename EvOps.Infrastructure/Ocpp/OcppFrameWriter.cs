using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Writes OCPP-J messages (OCPP-J 1.6 §4.2). Ids of chargers are echoed as the JSON token they came as.</summary>
public static class OcppFrameWriter
{
    private const int LongestDescription = 255;

    // Simple parsers in chargers stumble over \u002B for a plus sign; nothing here ever meets HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? threadsWriter;

    /// <summary>[2, id, action, payload], the payload written by the call itself.</summary>
    public static void WriteCall<TAnswer>(IBufferWriter<byte> output, string messageId, IOcppCall<TAnswer> call)
    {
        var json = Begin(output, OcppMessageType.Call);
        json.WriteStringValue(messageId);
        json.WriteStringValue(call.Action);
        call.WritePayload(json);
        End(json);
    }

    /// <summary>[2, id, action, payload] with a payload that is JSON text already.</summary>
    public static void WriteCall(IBufferWriter<byte> output, string messageId, string action, ReadOnlySpan<byte> payload)
    {
        var json = Begin(output, OcppMessageType.Call);
        json.WriteStringValue(messageId);
        json.WriteStringValue(action);
        json.WriteRawValue(payload, skipInputValidation: true);
        End(json);
    }

    /// <summary>[3, id, payload].</summary>
    public static void WriteCallResult<T>(IBufferWriter<byte> output, ReadOnlySpan<byte> messageIdRaw, T payload, JsonTypeInfo<T> shape)
    {
        var json = Begin(output, OcppMessageType.CallResult);
        json.WriteRawValue(messageIdRaw, skipInputValidation: true);
        JsonSerializer.Serialize(json, payload, shape);
        End(json);
    }

    /// <summary>[3, id, payload] with a payload that is JSON text already: the short way for "{}" and for repeating an answer.</summary>
    public static void WriteCallResult(IBufferWriter<byte> output, ReadOnlySpan<byte> messageIdRaw, ReadOnlySpan<byte> payload)
    {
        output.Write("[3,"u8);
        output.Write(messageIdRaw);
        output.Write(","u8);
        output.Write(payload);
        output.Write("]"u8);
    }

    /// <summary>
    /// [4, id, code, description, details]: always five elements, the description cut at 255 characters, the details an
    /// object (§4.2.3). <paramref name="detailsObject"/> is JSON text of an object, or empty for {}.
    /// </summary>
    public static void WriteCallError(
        IBufferWriter<byte> output, ReadOnlySpan<byte> messageIdRaw, OcppErrorCode code, string description, ReadOnlySpan<byte> detailsObject = default)
    {
        var json = Begin(output, OcppMessageType.CallError);
        json.WriteRawValue(messageIdRaw, skipInputValidation: true);
        json.WriteStringValue(code.ToString());
        json.WriteStringValue(Cut(description));
        json.WriteRawValue(detailsObject.IsEmpty ? "{}"u8 : detailsObject, skipInputValidation: true);
        End(json);
    }

    private static Utf8JsonWriter Begin(IBufferWriter<byte> output, OcppMessageType type)
    {
        var json = threadsWriter ?? new Utf8JsonWriter(output, Options);
        threadsWriter = null;
        json.Reset(output);
        json.WriteStartArray();
        json.WriteNumberValue((int)type);
        return json;
    }

    // A writer that met an exception is not put back, so no half-written state outlives it.
    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.Flush();
        threadsWriter = json;
    }

    private static ReadOnlySpan<char> Cut(string description)
    {
        if (description.Length <= LongestDescription)
            return description;
        var length = char.IsHighSurrogate(description[LongestDescription - 1]) ? LongestDescription - 1 : LongestDescription;
        return description.AsSpan(0, length);
    }
}
