using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Walks a payload object field by field, straight over the bytes, and turns whatever is wrong into the error or the note
/// that OCPP-J 1.6 (table 7 and its errata) has for it. The typed reads are in the other half of this struct.
/// </summary>
internal ref partial struct PayloadReader
{
    // A hostile payload may be odd in a hundred thousand places; a few tell the story.
    private const int MostNotes = 16;

    private readonly ReadOnlySpan<byte> payload;
    private Utf8JsonReader json;
    private ReadOnlySpan<byte> name;
    private List<string>? notes;
    private int valueStart;

    public PayloadReader(ReadOnlySpan<byte> payload)
    {
        this.payload = payload;
        json = new Utf8JsonReader(payload);
        Advance();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new OcppError(OcppErrorCode.FormationViolation, $"The payload: an object is needed, got {JsonText.TypeInWords(json.TokenType)}");
    }

    public readonly JsonTokenType Token => json.TokenType;

    public readonly IReadOnlyList<string> Notes => (IReadOnlyList<string>?)notes ?? [];

    /// <summary>The current field's name in words.</summary>
    public readonly string Name => JsonText.Shown(name);

    /// <summary>Goes to the next field of the current object; false at its end.</summary>
    public bool NextField()
    {
        Advance();
        if (json.TokenType == JsonTokenType.EndObject)
            return false;
        name = json.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(JsonText.Of(ref json)) : json.ValueSpan;
        Advance();
        valueStart = (int)json.TokenStartIndex;
        return true;
    }

    /// <summary>Goes to the next element of the current array; false at its end.</summary>
    public bool NextItem()
    {
        Advance();
        valueStart = (int)json.TokenStartIndex;
        return json.TokenType != JsonTokenType.EndArray;
    }

    public readonly bool Is(ReadOnlySpan<byte> field) => name.SequenceEqual(field);

    /// <summary>A field nobody asked for: 1.6 forbids it, chargers send it, nothing is lost by reading on.</summary>
    public void Extra()
    {
        Note($"{Name}: not a field of this message, ignored");
        Skip();
    }

    /// <summary>Leaves the current value behind, whatever it is.</summary>
    public void Skip()
    {
        try
        {
            json.Skip();
        }
        catch (JsonException broken)
        {
            throw NotJson(broken);
        }
    }

    /// <summary>The JSON of the current value, which is read to its end.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var start = valueStart;
        Skip();
        return payload[start..(int)json.BytesConsumed];
    }

    /// <summary>Where the current value begins and, once it was read, where it ends.</summary>
    public readonly int Start => valueStart;

    public readonly ReadOnlySpan<byte> Since(int start) => payload[start..(int)json.BytesConsumed];

    public void Note(string text)
    {
        notes ??= [];
        if (notes.Count < MostNotes)
            notes.Add(text);
        else if (notes.Count == MostNotes)
            notes.Add("and more of the kind");
    }

    /// <summary>A required field that never came.</summary>
    public static OcppError Missing(string field) =>
        new(OcppErrorCode.OccurenceConstraintViolation, $"{field}: required, and missing");

    public readonly OcppError WrongType(string needed) =>
        new(OcppErrorCode.TypeConstraintViolation, $"{Name}: {needed} is needed, got {JsonText.TypeInWords(json.TokenType)}");

    private readonly OcppError NotAllowed(string why) =>
        new(OcppErrorCode.PropertyConstraintViolation, $"{Name}: {why}");

    private void Advance()
    {
        try
        {
            json.Read();
        }
        catch (JsonException broken)
        {
            throw NotJson(broken);
        }
    }

    private static OcppError NotJson(JsonException broken) =>
        new(OcppErrorCode.FormationViolation, $"The payload is not JSON at byte {broken.BytePositionInLine}");
}
