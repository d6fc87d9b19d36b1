using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>Empties a charger's cache of known tags (OCPP 1.6 §5.4).</summary>
public sealed record ClearCacheRequest : IOcppCall<ClearCacheResponse>
{
    string IOcppCall<ClearCacheResponse>.Action => OcppActions.ClearCache;

    void IOcppCall<ClearCacheResponse>.WritePayload(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, this, V16Json.Default.ClearCacheRequest);

    ClearCacheResponse IOcppCall<ClearCacheResponse>.ReadAnswer(ReadOnlySpan<byte> payload) =>
        new(PayloadReader.ReadStatus<ClearCacheStatus>(payload));
}

public sealed record ClearCacheResponse(OpenEnum<ClearCacheStatus> Status);

/// <summary>OCPP 1.6 §7.20.</summary>
public enum ClearCacheStatus
{
    Accepted,
    Rejected,
}
