using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to release a cable; not a way to end a session (OCPP 1.6 §5.18).</summary>
public sealed record UnlockConnectorRequest(int ConnectorId) : IOcppCall<UnlockConnectorResponse>
{
    string IOcppCall<UnlockConnectorResponse>.Action => OcppActions.UnlockConnector;

    void IOcppCall<UnlockConnectorResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.UnlockConnectorRequest);

    UnlockConnectorResponse IOcppCall<UnlockConnectorResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<UnlockStatus>(payload));
}

public sealed record UnlockConnectorResponse(OpenEnum<UnlockStatus> Status);

/// <summary>OCPP 1.6 §7.46. NotSupported is also said of a connector that does not exist.</summary>
public enum UnlockStatus
{
    Unlocked,
    UnlockFailed,
    NotSupported,
}
