namespace EvOps.Simulator;

/// <summary>Where a charge point stands with its central system.</summary>
public enum ConnectionState
{
    /// <summary>No connection.</summary>
    Offline,

    /// <summary>A connection is being made.</summary>
    Connecting,

    /// <summary>Connected; BootNotification is not accepted yet.</summary>
    Registering,

    /// <summary>Connected and accepted.</summary>
    Online,
}
