using System.Text;
using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Reads for what must not be refused: transaction messages, readings, and a charger's answers to us.</summary>
internal ref partial struct PayloadReader
{
    /// <summary>A register in watt-hours: a number, rounded with a note where it is not whole.</summary>
    public long? WattHours()
    {
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.Null))
            throw WrongType("a whole number");
        return SoftWattHours();
    }

    /// <summary>A register in watt-hours from whatever a charger may have put there.</summary>
    public long? SoftWattHours()
    {
        var register = SoftWhole();
        if (register < 0)
            Note($"{Name}: {register} is below zero");
        return register;
    }

    /// <summary>A whole number from whatever a charger may have put there; null and a note if there is none in it.</summary>
    public long? SoftWhole()
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number))
            return number;
        var text = Raw();
        if (V16.MeterNumber.TryRead(text.Trim("\" "u8), out var value) && value.TryScale(0, out number))
        {
            Note($"{Name}: a whole number is needed, got {JsonText.Shown(text)}; taken as {number}");
            return number;
        }
        Note($"{Name}: a whole number is needed, got {JsonText.Shown(text)}; left out");
        return null;
    }

    /// <summary>A tag that is a hint only.</summary>
    public string? SoftIdTag()
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            LeaveOut("a text");
            return null;
        }
        var text = AnyText();
        return text is null ? null : TrimmedTag(text.Length > LongestText ? text[..LongestText] : text);
    }

    /// <summary>A time that never refuses the message.</summary>
    public DateTimeOffset? SoftTime(DateTimeOffset arrival)
    {
        if (json.TokenType is JsonTokenType.String or JsonTokenType.Null)
            return Time(arrival);
        LeaveOut("a time as text");
        return null;
    }

    /// <summary>A word of a list that chargers extend; what is no text at all is left out.</summary>
    public OpenEnum<T>? SoftChoice<T>() where T : struct, Enum
    {
        if (json.TokenType is JsonTokenType.String or JsonTokenType.Null)
            return OpenChoice<T>();
        LeaveOut("a text");
        return null;
    }

    /// <summary>A word of an answer to us, whatever it is.</summary>
    public OpenEnum<T>? AnswerWord<T>() where T : struct, Enum
    {
        var text = TextOrJson();
        return text is null ? null
            : WireNames<T>.TryFind(Encoding.UTF8.GetBytes(text), out var value, out var known) ? new OpenEnum<T>(value, known)
            : new OpenEnum<T>(null, text);
    }

    /// <summary>A text, or the JSON of anything else.</summary>
    public string? TextOrJson() =>
        json.TokenType == JsonTokenType.Null ? null
        : json.TokenType == JsonTokenType.String ? JsonText.Of(ref json)
        : Encoding.UTF8.GetString(Raw());

    /// <summary>An answer to us that consists of a status.</summary>
    public static OpenEnum<T> ReadStatus<T>(ReadOnlySpan<byte> payload) where T : struct, Enum
    {
        var fields = new PayloadReader(payload);
        OpenEnum<T>? status = null;
        while (fields.NextField())
        {
            if (fields.Is("status"u8))
                status = fields.AnswerWord<T>();
            else
                fields.Skip();
        }
        return status ?? throw Missing("status");
    }

    /// <summary>Notes that the current value, or an element of <paramref name="array"/>, has the wrong type, and goes past it.</summary>
    public void LeaveOut(string needed, string? array = null)
    {
        Note($"{array ?? Name}: {needed} is needed, got {JsonText.TypeInWords(json.TokenType)}; left out");
        Skip();
    }
}
