using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks for configuration keys, without a list for all of them (OCPP 1.6 §5.8).</summary>
public sealed record GetConfigurationRequest(IReadOnlyList<string>? Key = null) : IOcppCall<GetConfigurationResponse>
{
    string IOcppCall<GetConfigurationResponse>.Action => OcppActions.GetConfiguration;

    void IOcppCall<GetConfigurationResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.GetConfigurationRequest);

    GetConfigurationResponse IOcppCall<GetConfigurationResponse>.ReadAnswer(ReadOnlySpan<byte> payload)
    {
        var fields = new PayloadReader(payload);
        List<ConfigurationKey> known = [];
        List<string> unknown = [];
        while (fields.NextField())
        {
            if (fields.Is("configurationKey"u8) && fields.Token == JsonTokenType.StartArray)
                ReadKeys(ref fields, known);
            else if (fields.Is("unknownKey"u8) && fields.Token == JsonTokenType.StartArray)
                ReadUnknown(ref fields, unknown);
            else
                fields.Skip();
        }
        return new(known, unknown);
    }

    private static void ReadKeys(ref PayloadReader fields, List<ConfigurationKey> keys)
    {
        while (fields.NextItem())
        {
            if (fields.Token != JsonTokenType.StartObject)
            {
                fields.Skip();
                continue;
            }
            string? key = null, value = null;
            var isReadonly = false;
            while (fields.NextField())
            {
                if (fields.Is("key"u8))
                    key = fields.TextOrJson();
                else if (fields.Is("readonly"u8))
                    isReadonly = fields.TextOrJson() is "true" or "True";
                else if (fields.Is("value"u8))
                    value = fields.TextOrJson();
                else
                    fields.Skip();
            }
            if (key is not null)
                keys.Add(new ConfigurationKey(key, isReadonly, value));
        }
    }

    private static void ReadUnknown(ref PayloadReader fields, List<string> unknown)
    {
        while (fields.NextItem())
        {
            if (fields.TextOrJson() is { } key)
                unknown.Add(key);
        }
    }
}

/// <param name="ConfigurationKey">Keys the charger has.</param>
/// <param name="UnknownKey">Keys that were asked for and do not exist there.</param>
public sealed record GetConfigurationResponse(IReadOnlyList<ConfigurationKey> ConfigurationKey, IReadOnlyList<string> UnknownKey);

/// <param name="Key">Its name.</param>
/// <param name="Readonly">It cannot be set by ChangeConfiguration.</param>
/// <param name="Value">As text, even where a charger sends a number; null if it is set and secret, or not set.</param>
public sealed record ConfigurationKey(string Key, bool Readonly, string? Value);
