namespace EvOps.Domain.Stations;

/// <summary>A charger in one word.</summary>
public enum ChargePointState
{
    Online,

    /// <summary>It, or one of its plugs, reports a fault.</summary>
    Faulted,

    Offline,

    /// <summary>It waits in quarantine, or its boot was held back: nothing but its boot is listened to.</summary>
    AwaitingApproval,

    /// <summary>Somebody does not want it here.</summary>
    Rejected,
}
