using System.Diagnostics.CodeAnalysis;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// A CALL that must be refused. Parsers and action handlers throw it; only the connection turns it into a CALLERROR.
/// The message names the field in words and goes to the charger as it is.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is OCPP's word for what goes to the charger.")]
public sealed class OcppError(OcppErrorCode code, string description) : Exception(description)
{
    public OcppErrorCode Code { get; } = code;
}
