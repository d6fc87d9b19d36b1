using System.Text;
using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Text out of JSON tokens, for input that may be anything: it never throws.</summary>
internal static class JsonText
{
    /// <summary>The text of the reader's current string or property name.</summary>
    public static string Of(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
            return Encoding.UTF8.GetString(json.ValueSpan);
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair ("\ud800") is legal JSON and no text. The escape itself is the honest rendering.
            return Encoding.UTF8.GetString(json.ValueSpan);
        }
    }

    /// <summary>The text of a whole string or number token, quotes included or not.</summary>
    public static string OfToken(ReadOnlySpan<byte> token)
    {
        if (token is not [(byte)'"', .. var inner, (byte)'"'])
            return Encoding.UTF8.GetString(token);
        if (!inner.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(inner);
        var json = new Utf8JsonReader(token);
        json.Read();
        return Of(ref json);
    }

    /// <summary>A JSON type in words, for "a whole number is needed, got a string".</summary>
    public static string TypeInWords(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject or JsonTokenType.EndObject => "an object",
        JsonTokenType.StartArray or JsonTokenType.EndArray => "an array",
        JsonTokenType.String or JsonTokenType.PropertyName => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        JsonTokenType.None or JsonTokenType.Comment => "nothing",
    };

    /// <summary>A charger's text for a note or a description: bounded, control characters shown as dots.</summary>
    public static string Shown(string text)
    {
        const int longest = 60;
        var cut = text.Length > longest ? $"{text.AsSpan(0, longest)}…" : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? '·' : source[i];
        });
    }

    public static string Shown(ReadOnlySpan<byte> utf8) => Shown(Encoding.UTF8.GetString(utf8.Length > 240 ? utf8[..240] : utf8));
}
