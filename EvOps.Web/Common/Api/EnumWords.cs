using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvOps.Web.Common.Api;

/// <summary>Enums by their names, never by numbers. A word that is none is refused with the ones that are.</summary>
public sealed class EnumWords : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Words<>).MakeGenericType(typeToConvert))!;

    private sealed class Words<T>() : EnumWordConverter<T>(null)
        where T : struct, Enum;
}

/// <summary>
/// Enums in capitals, as the contract writes the states of sessions and bookings: NoShow is NO_SHOW. Named on the property:
/// <c>[property: JsonConverter(typeof(CapitalWords&lt;SessionState&gt;))]</c>.
/// </summary>
public sealed class CapitalWords<T>() : EnumWordConverter<T>(JsonNamingPolicy.SnakeCaseUpper)
    where T : struct, Enum;

/// <summary>Knows the words it writes; the API's description lists them.</summary>
internal interface IKnowsItsWords
{
    IEnumerable<string> Words { get; }
}

/// <summary>Reads words without regard to case, writes them as its naming policy says.</summary>
public abstract class EnumWordConverter<T>(JsonNamingPolicy? naming) : JsonConverter<T>, IKnowsItsWords
    where T : struct, Enum
{
    private readonly Dictionary<T, string> wordOf = Enum.GetValues<T>().Distinct()
        .ToDictionary(value => value, value => naming?.ConvertName(value.ToString()) ?? value.ToString());

    IEnumerable<string> IKnowsItsWords.Words => wordOf.Values;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString();
            foreach (var (value, word) in wordOf)
            {
                if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) return value;
            }
        }
        throw new WrongValueException($"must be one of {string.Join(", ", wordOf.Values)}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(wordOf[value]);
}
