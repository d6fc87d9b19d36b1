using System.Text.Json;
using System.Text.Json.Serialization;
using EvOps.Domain.Tariffs;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EvOps.Infrastructure.Tariffs;

/// <summary>Terms and bills as they lie in a column: JSON, whole, because they are looked up whole and never searched by their parts.</summary>
public static class TermsText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new ShortNumbers() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("Nothing where terms should be.");
}

/// <summary>0.45 and 0.4500 are one price, and written alike.</summary>
internal sealed class ShortNumbers : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    // Divided by a one with all the digits a decimal has, it keeps none behind its last that counts.
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
}

/// <summary>One column for what <see cref="TermsText"/> writes.</summary>
public sealed class TermsConverter<T>() : ValueConverter<T, string>(value => TermsText.Write(value), text => TermsText.Read<T>(text))
    where T : class;

/// <summary>What is written alike is the same: lists inside records are compared by what they hold.</summary>
public sealed class TermsComparer<T>() : ValueComparer<T>(
    (a, b) => ReferenceEquals(a, b) || (a != null && b != null && TermsText.Write(a) == TermsText.Write(b)),
    value => TermsText.Write(value).GetHashCode(StringComparison.Ordinal),
    value => value)
    where T : class;
