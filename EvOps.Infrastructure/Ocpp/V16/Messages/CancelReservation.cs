using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to forget a reservation (OCPP 1.6 §5.1). Rejected: it has none of this id.</summary>
public sealed record CancelReservationRequest(int ReservationId) : IOcppCall<CancelReservationResponse>
{
    string IOcppCall<CancelReservationResponse>.Action => OcppActions.CancelReservation;

    void IOcppCall<CancelReservationResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.CancelReservationRequest);

    CancelReservationResponse IOcppCall<CancelReservationResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<CancelReservationStatus>(payload));
}

public sealed record CancelReservationResponse(OpenEnum<CancelReservationStatus> Status);

/// <summary>OCPP 1.6 §7.5.</summary>
public enum CancelReservationStatus
{
    Accepted,
    Rejected,
}
