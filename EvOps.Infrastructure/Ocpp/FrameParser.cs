using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Reads the array around a payload in one pass, remembering what was readable when it has to give up.</summary>
internal ref struct FrameParser
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly ReadOnlyMemory<byte> utf8;
    private Utf8JsonReader json;
    private OcppMessageType? type;
    private ReadOnlyMemory<byte> id;
    private string? action;

    private FrameParser(ReadOnlyMemory<byte> utf8)
    {
        this.utf8 = utf8;
        json = new Utf8JsonReader(utf8.Span);
    }

    public static bool TryParse(ReadOnlyMemory<byte> utf8, out OcppFrame frame, out FrameFault fault)
    {
        if (utf8.Span.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];
        var parser = new FrameParser(utf8);
        // The JSON reader does not look into strings; a stray byte there would only be found when somebody reads it.
        if (!Utf8.IsValid(utf8.Span))
            return parser.Refuse(FrameFaultKind.NotJson, "The message is not valid UTF-8", out frame, out fault);
        try
        {
            return parser.Parse(out frame, out fault);
        }
        catch (JsonException broken)
        {
            return parser.Refuse(FrameFaultKind.NotJson, $"The message is not JSON at byte {broken.BytePositionInLine}", out frame, out fault);
        }
    }

    private bool Parse(out OcppFrame frame, out FrameFault fault)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            ReadToEnd();
            return Refuse(FrameFaultKind.NotAnArray, "A message is an array", out frame, out fault);
        }

        if (!NextElement())
            return Refuse(FrameFaultKind.WrongArity, "The array is empty", out frame, out fault);
        var isKnownType = ReadType();

        if (!NextElement())
            return Refuse(isKnownType ? FrameFaultKind.MissingId : FrameFaultKind.UnknownMessageType, "The message id is missing", out frame, out fault);
        var hasId = ReadId();

        if (!isKnownType)
        {
            ReadToEnd();
            return Refuse(FrameFaultKind.UnknownMessageType, "The message type is none of 2, 3 and 4", out frame, out fault);
        }
        if (!hasId)
        {
            ReadToEnd();
            return Refuse(FrameFaultKind.MissingId, "The message id is neither text nor number", out frame, out fault);
        }

        switch (type!.Value)
        {
            case OcppMessageType.Call:
                return ParseCall(out frame, out fault);
            case OcppMessageType.CallResult:
                return ParseResult(out frame, out fault);
            case OcppMessageType.CallError:
                return ParseError(out frame, out fault);
            default:
                throw new InvalidOperationException($"Message type {type} has no parser.");
        }
    }

    private bool ParseCall(out OcppFrame frame, out FrameFault fault)
    {
        if (!NextElement())
            return Refuse(FrameFaultKind.WrongArity, "A CALL has an action", out frame, out fault);
        if (json.TokenType != JsonTokenType.String)
        {
            ReadToEnd();
            return Refuse(FrameFaultKind.MissingAction, "The action is not a text", out frame, out fault);
        }
        action = OcppActions.Find(json.ValueSpan) ?? JsonText.Of(ref json);
        var payload = NextElement() ? Slice() : default;
        return Finish(payload, null, "A CALL has four elements", out frame, out fault);
    }

    private bool ParseResult(out OcppFrame frame, out FrameFault fault)
    {
        var payload = NextElement() ? Slice() : default;
        return Finish(payload, null, "A CALLRESULT has three elements", out frame, out fault);
    }

    private bool ParseError(out OcppFrame frame, out FrameFault fault)
    {
        if (!NextElement())
            return Refuse(FrameFaultKind.WrongArity, "A CALLERROR has an error code", out frame, out fault);
        var code = TextOrToken();
        // Chargers leave the last elements out; a CALLERROR is understood all the same.
        var description = NextElement() ? TextOrToken() : "";
        var details = !IsAtEndOfFrame() && NextElement() ? Slice() : default;
        var content = new CallErrorContent(OcppErrorCodes.Find(code), code, description,
            details.IsEmpty ? "{}" : Encoding.UTF8.GetString(details.Span));
        return Finish(details, content, "A CALLERROR has five elements", out frame, out fault);
    }

    private bool Finish(ReadOnlyMemory<byte> payload, CallErrorContent? error, string arity, out OcppFrame frame, out FrameFault fault)
    {
        if (!IsAtEndOfFrame() && NextElement())
        {
            ReadToEnd();
            return Refuse(FrameFaultKind.WrongArity, arity, out frame, out fault);
        }
        ReadToEnd();
        frame = new OcppFrame(type!.Value, id, action ?? "", payload, error);
        fault = default;
        return true;
    }

    private bool ReadType()
    {
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) && number is 2 or 3 or 4)
            type = (OcppMessageType)number;
        else
            json.Skip();
        return type is not null;
    }

    private bool ReadId()
    {
        if (json.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            id = Slice();
            return true;
        }
        json.Skip();
        return false;
    }

    private readonly bool IsAtEndOfFrame() => json.TokenType == JsonTokenType.EndArray && json.CurrentDepth == 0;

    private bool NextElement()
    {
        json.Read();
        return !IsAtEndOfFrame();
    }

    private string TextOrToken() =>
        json.TokenType == JsonTokenType.String ? JsonText.Of(ref json)
        : json.TokenType == JsonTokenType.Null ? ""
        : Encoding.UTF8.GetString(Slice().Span);

    /// <summary>The bytes of the current value, which is read to its end; empty for null.</summary>
    private ReadOnlyMemory<byte> Slice()
    {
        var start = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null)
            return default;
        json.Skip();
        return utf8[start..(int)json.BytesConsumed];
    }

    private void ReadToEnd()
    {
        while (json.Read())
        {
        }
    }

    private readonly bool Refuse(FrameFaultKind kind, string why, out OcppFrame frame, out FrameFault fault)
    {
        frame = default;
        fault = new FrameFault(kind, type, id, action, why);
        return false;
    }
}
