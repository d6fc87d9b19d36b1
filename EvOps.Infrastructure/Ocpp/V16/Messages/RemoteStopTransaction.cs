using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to end a transaction; it has ended when StopTransaction comes (OCPP 1.6 §5.12).</summary>
public sealed record RemoteStopTransactionRequest(long TransactionId) : IOcppCall<RemoteStopTransactionResponse>
{
    string IOcppCall<RemoteStopTransactionResponse>.Action => OcppActions.RemoteStopTransaction;

    void IOcppCall<RemoteStopTransactionResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.RemoteStopTransactionRequest);

    RemoteStopTransactionResponse IOcppCall<RemoteStopTransactionResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<RemoteStartStopStatus>(payload));
}

public sealed record RemoteStopTransactionResponse(OpenEnum<RemoteStartStopStatus> Status);

/// <summary>Of RemoteStartTransaction and RemoteStopTransaction alike (OCPP 1.6 §7.39).</summary>
public enum RemoteStartStopStatus
{
    Accepted,
    Rejected,
}
