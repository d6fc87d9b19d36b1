using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Sets one configuration key; the value is always text (OCPP 1.6 §5.3).</summary>
public sealed record ChangeConfigurationRequest(string Key, string Value) : IOcppCall<ChangeConfigurationResponse>
{
    string IOcppCall<ChangeConfigurationResponse>.Action => OcppActions.ChangeConfiguration;

    void IOcppCall<ChangeConfigurationResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.ChangeConfigurationRequest);

    ChangeConfigurationResponse IOcppCall<ChangeConfigurationResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<ConfigurationStatus>(payload));
}

public sealed record ChangeConfigurationResponse(OpenEnum<ConfigurationStatus> Status);

/// <summary>OCPP 1.6 §7.22.</summary>
public enum ConfigurationStatus
{
    Accepted,
    Rejected,
    RebootRequired,
    NotSupported,
}
