using System.Globalization;
using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>A fault that a health monitor sees at a charger, whatever the charger says of itself.</summary>
/// <param name="Reason">In the monitor's words; null where it gave none.</param>
/// <param name="Since">By the monitor's own clock.</param>
/// <param name="By">The way it was told.</param>
public sealed record MonitorFault(string? Reason, DateTimeOffset Since, FaultSource By)
{
    /// <summary>Who, what and since when: "a health monitor reported a fault at 2026-03-02 09:30 UTC (no answer from the PLC)".</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"a health monitor reported a fault{(By == FaultSource.ControlLink ? " over the control link" : "")} at {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(Reason is null ? "" : $" ({Reason})")}");
}

/// <summary>What a word of a health monitor came to.</summary>
public enum MonitorNews
{
    /// <summary>The charger became faulty, or well again.</summary>
    Changed,

    /// <summary>Known already.</summary>
    Known,

    /// <summary>From before the last word that is known: history, and nothing more.</summary>
    Late,
}
