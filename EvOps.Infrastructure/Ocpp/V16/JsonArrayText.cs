using System.Text;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>Gathers pieces of JSON into the text of an array, without the blanks between tokens; null as long as there are none.</summary>
internal struct JsonArrayText
{
    private StringBuilder? text;

    public readonly string? Text => text?.Append(']').ToString();

    public void Add(ReadOnlySpan<byte> json)
    {
        text = text is null ? new StringBuilder("[") : text.Append(',');
        var piece = Encoding.UTF8.GetString(json);
        var (inString, escaped) = (false, false);
        foreach (var letter in piece)
        {
            if (inString || letter is not (' ' or '\t' or '\r' or '\n'))
                text.Append(letter);
            if (letter == '"' && !escaped)
                inString = !inString;
            escaped = inString && letter == '\\' && !escaped;
        }
    }
}
