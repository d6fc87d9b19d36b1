using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to keep a connector for a tag until a moment; the same reservation id replaces it (OCPP 1.6 §5.13).</summary>
public sealed record ReserveNowRequest(int ConnectorId, DateTimeOffset ExpiryDate, string IdTag, int ReservationId, string? ParentIdTag = null) : IOcppCall<ReserveNowResponse>
{
    string IOcppCall<ReserveNowResponse>.Action => OcppActions.ReserveNow;

    void IOcppCall<ReserveNowResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.ReserveNowRequest);

    ReserveNowResponse IOcppCall<ReserveNowResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<ReservationStatus>(payload));
}

public sealed record ReserveNowResponse(OpenEnum<ReservationStatus> Status);

/// <summary>OCPP 1.6 §7.40.</summary>
public enum ReservationStatus
{
    Accepted,
    Faulted,
    Occupied,
    Rejected,
    Unavailable,
}
