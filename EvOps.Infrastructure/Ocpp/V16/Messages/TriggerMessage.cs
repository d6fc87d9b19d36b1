using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Asks a charger to send a message now; Accepted does not promise that it comes (OCPP 1.6 §5.17).</summary>
public sealed record TriggerMessageRequest(MessageTrigger RequestedMessage, int? ConnectorId = null) : IOcppCall<TriggerMessageResponse>
{
    string IOcppCall<TriggerMessageResponse>.Action => OcppActions.TriggerMessage;

    void IOcppCall<TriggerMessageResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.TriggerMessageRequest);

    TriggerMessageResponse IOcppCall<TriggerMessageResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<TriggerMessageStatus>(payload));
}

public sealed record TriggerMessageResponse(OpenEnum<TriggerMessageStatus> Status);

/// <summary>OCPP 1.6 §7.32.</summary>
public enum MessageTrigger
{
    BootNotification,
    DiagnosticsStatusNotification,
    FirmwareStatusNotification,
    Heartbeat,
    MeterValues,
    StatusNotification,
}

/// <summary>OCPP 1.6 §7.44.</summary>
public enum TriggerMessageStatus
{
    Accepted,
    Rejected,
    NotImplemented,
}
