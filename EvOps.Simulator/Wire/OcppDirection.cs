namespace EvOps.Simulator;

/// <summary>Which way a message went, seen from the charge point.</summary>
public enum OcppDirection
{
    /// <summary>From the charge point to the central system.</summary>
    Sent,

    /// <summary>From the central system to the charge point.</summary>
    Received,
}
