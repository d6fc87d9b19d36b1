using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>A CALL that the central system makes, together with how the charger's answer to it is read.</summary>
/// <typeparam name="TAnswer">What the charger answers with.</typeparam>
public interface IOcppCall<TAnswer>
{
    /// <summary>The action's name on the wire.</summary>
    string Action { get; }

    void WritePayload(Utf8JsonWriter json);

    /// <summary>
    /// Reads the payload of the CALLRESULT. Words the standard does not know are kept, never thrown;
    /// <see cref="OcppError"/> only if the payload is no object or has not the one field that matters.
    /// </summary>
    TAnswer ReadAnswer(ReadOnlySpan<byte> payload);
}
