namespace EvOps.Simulator;

/// <summary>ChargePointStatus of OCPP 1.6 §7.7.</summary>
public enum ConnectorStatus
{
    /// <summary>Free for the next driver.</summary>
    Available,

    /// <summary>A car or an authorization is there, the other is awaited.</summary>
    Preparing,

    /// <summary>A transaction runs and energy flows.</summary>
    Charging,

    /// <summary>A transaction runs; the car takes nothing.</summary>
    SuspendedEV,

    /// <summary>A transaction runs; the charge point offers nothing.</summary>
    SuspendedEVSE,

    /// <summary>The transaction has ended, the car is still plugged in.</summary>
    Finishing,

    /// <summary>Kept for the holder of a reservation.</summary>
    Reserved,

    /// <summary>Out of service by ChangeAvailability.</summary>
    Unavailable,

    /// <summary>An error keeps it from charging.</summary>
    Faulted,
}
