using System.Text;
using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>The typed reads. JSON null counts as absent everywhere and comes back as null.</summary>
internal ref partial struct PayloadReader
{
    /// <summary>No text of a charger is kept longer than this.</summary>
    private const int LongestText = 255;

    /// <summary>CiString20Type and its like: longer than <paramref name="longest"/> is refused.</summary>
    public string? Text(int longest)
    {
        var text = AnyText();
        if (text?.Length > longest)
            throw NotAllowed($"at most {longest} characters, got {text.Length}");
        return text;
    }

    /// <summary>A text whose length does no harm: noted when longer than the standard allows, cut at 255.</summary>
    public string? SoftText(int longest)
    {
        var text = AnyText();
        if (text is null || text.Length <= longest)
            return text;
        Note($"{Name}: at most {longest} characters, got {text.Length}");
        return text.Length > LongestText ? text[..LongestText] : text;
    }

    /// <summary>
    /// An IdToken (§7.28, 20 characters). Readers in the field send up to 22 and hang control characters on; both are noted
    /// and taken, and only more than 255 are refused.
    /// </summary>
    public string? IdTag()
    {
        var text = AnyText();
        if (text is null)
            return null;
        text = TrimmedTag(text);
        return text.Length <= LongestText ? text : throw NotAllowed($"at most 20 characters, got {text.Length}");
    }

    /// <summary>A whole number not below <paramref name="least"/>. "12.0" is whole; "1.5" is not.</summary>
    public long? Whole(long least = long.MinValue)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.Number)
            throw WrongType("a whole number");
        if (!json.TryGetInt64(out var number) && !TryWholeDecimal(out number))
            throw new OcppError(OcppErrorCode.TypeConstraintViolation, $"{Name}: a whole number is needed, got {JsonText.Shown(json.ValueSpan)}");
        if (number < least)
            throw NotAllowed($"at least {least} is needed, got {number}");
        return number;
    }

    public int? Whole32(int least)
    {
        var number = Whole(least);
        if (number > int.MaxValue)
            throw NotAllowed($"at most {int.MaxValue}, got {number}");
        return (int?)number;
    }

    /// <summary>A time; anything but a text is refused, a text that makes no sense becomes the time of arrival with a note.</summary>
    public DateTimeOffset? Time(DateTimeOffset arrival)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.String)
            throw WrongType("a time as text");
        var (utc, note) = OcppTime.Parse(Utf8(), arrival);
        if (note is not null)
            Note($"{Name}: {note}");
        return utc;
    }

    /// <summary>A word of a closed list; any other is refused.</summary>
    public T? Choice<T>() where T : struct, Enum
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.String)
            throw WrongType("a text");
        return WireNames<T>.TryFind(Utf8(), out var value, out _)
            ? value
            : throw NotAllowed($"one of {WireNames<T>.List()} is needed, got \"{JsonText.Shown(Utf8())}\"");
    }

    /// <summary>A word of a list that chargers extend: any other is kept as text, with a note.</summary>
    public OpenEnum<T>? OpenChoice<T>() where T : struct, Enum
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.String)
            throw WrongType("a text");
        if (WireNames<T>.TryFind(Utf8(), out var value, out var text))
            return new OpenEnum<T>(value, text);
        text = JsonText.Shown(JsonText.Of(ref json));
        Note($"{Name}: \"{text}\" is no word of the standard");
        return new OpenEnum<T>(null, text);
    }

    /// <summary>The bytes of the current text, unescaped.</summary>
    public ReadOnlySpan<byte> Utf8() =>
        json.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonText.Of(ref json)) : json.ValueSpan;

    private string? AnyText()
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.String)
            throw WrongType("a text");
        return JsonText.Of(ref json);
    }

    private string TrimmedTag(string text)
    {
        var end = text.Length;
        while (end > 0 && char.IsControl(text[end - 1]))
            end--;
        if (end < text.Length)
            Note($"{Name}: {text.Length - end} control characters at the end, removed");
        if (end > 20)
            Note($"{Name}: at most 20 characters, got {end}");
        return end < text.Length ? text[..end] : text;
    }

    private readonly bool TryWholeDecimal(out long number)
    {
        number = 0;
        if (!json.TryGetDecimal(out var value) || value != decimal.Truncate(value) || value is < long.MinValue or > long.MaxValue)
            return false;
        number = (long)value;
        return true;
    }
}
