using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Restarts a charger (OCPP 1.6 §5.14).</summary>
public sealed record ResetRequest(ResetType Type) : IOcppCall<ResetResponse>
{
    string IOcppCall<ResetResponse>.Action => OcppActions.Reset;

    void IOcppCall<ResetResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.ResetRequest);

    ResetResponse IOcppCall<ResetResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<ResetStatus>(payload));
}

public sealed record ResetResponse(OpenEnum<ResetStatus> Status);

/// <summary>OCPP 1.6 §7.42. Soft ends transactions in good order; Hard is a power cycle.</summary>
public enum ResetType
{
    Soft,
    Hard,
}

/// <summary>OCPP 1.6 §7.41.</summary>
public enum ResetStatus
{
    Accepted,
    Rejected,
}
