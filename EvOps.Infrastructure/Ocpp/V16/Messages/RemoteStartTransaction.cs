using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to start charging for a tag; Accepted is no session yet (OCPP 1.6 §5.11).</summary>
public sealed record RemoteStartTransactionRequest(string IdTag, int? ConnectorId = null, ChargingProfile? ChargingProfile = null) : IOcppCall<RemoteStartTransactionResponse>
{
    string IOcppCall<RemoteStartTransactionResponse>.Action => OcppActions.RemoteStartTransaction;

    void IOcppCall<RemoteStartTransactionResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.RemoteStartTransactionRequest);

    RemoteStartTransactionResponse IOcppCall<RemoteStartTransactionResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<RemoteStartStopStatus>(payload));
}

public sealed record RemoteStartTransactionResponse(OpenEnum<RemoteStartStopStatus> Status);
