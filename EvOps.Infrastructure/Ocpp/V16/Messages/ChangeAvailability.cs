using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Takes a connector, or with 0 the whole charger, in or out of service (OCPP 1.6 §5.2).</summary>
public sealed record ChangeAvailabilityRequest(int ConnectorId, AvailabilityType Type) : IOcppCall<ChangeAvailabilityResponse>
{
    string IOcppCall<ChangeAvailabilityResponse>.Action => OcppActions.ChangeAvailability;

    void IOcppCall<ChangeAvailabilityResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.ChangeAvailabilityRequest);

    ChangeAvailabilityResponse IOcppCall<ChangeAvailabilityResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<AvailabilityStatus>(payload));
}

public sealed record ChangeAvailabilityResponse(OpenEnum<AvailabilityStatus> Status);

/// <summary>OCPP 1.6 §7.4.</summary>
public enum AvailabilityType
{
    Inoperative,
    Operative,
}

/// <summary>OCPP 1.6 §7.3. Scheduled: done when the running transaction ends.</summary>
public enum AvailabilityStatus
{
    Accepted,
    Rejected,
    Scheduled,
}
