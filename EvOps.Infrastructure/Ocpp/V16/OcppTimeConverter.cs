using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>Times as <see cref="OcppTime.Format"/> writes them.</summary>
internal sealed class OcppTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(OcppTime.Format(value));
}
