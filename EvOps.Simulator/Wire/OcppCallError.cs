using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>
/// A CALLERROR (OCPP-J 1.6 §4.2.3). Thrown by <see cref="OcppClient.CallAsync"/> when the peer answered with one; thrown by a
/// handler of incoming calls to answer with one.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "CALLERROR is the standard's word.")]
public sealed class OcppCallError : Exception
{
    /// <summary>An error with its code, a description of at most 255 characters, and details.</summary>
    public OcppCallError(string code, string description = "", JsonObject? details = null)
        : base(description.Length == 0 ? code : $"{code}: {description}")
    {
        Code = code;
        Description = description;
        Details = details ?? [];
    }

    /// <summary>The error code as it stood on the wire, e.g. <c>NotImplemented</c>.</summary>
    public string Code { get; }

    /// <summary>The error description; empty when the peer gave none.</summary>
    public string Description { get; }

    /// <summary>The error details; empty when the peer gave none.</summary>
    public JsonObject Details { get; }
}
