namespace EvOps.Domain.Stations;

/// <summary>A plug as somebody with a car needs to know it.</summary>
public enum PlugState
{
    Free,

    /// <summary>A cable is in, or a tag was shown, and nobody charges: whoever it is may start.</summary>
    PluggedIn,

    InUse,
    Reserved,
    OutOfOrder,

    /// <summary>Its charger cannot be reached: nobody can start it from afar.</summary>
    Offline,
}

public static class PlugStates
{
    public static PlugState Of(ConnectorStatus status, bool hasOpenSession, bool isOnline, bool isKept = false, bool hasMonitorFault = false, bool isInMaintenance = false) => ConnectorStatuses.ToPublic(status, hasOpenSession, isOnline, isKept, hasMonitorFault, isInMaintenance) switch
    {
        PublicStatus.Available => PlugState.Free,
        PublicStatus.Occupied => !hasOpenSession && (status is ConnectorStatus.Preparing or ConnectorStatus.Finishing) ? PlugState.PluggedIn : PlugState.InUse,
        PublicStatus.Reserved => PlugState.Reserved,
        PublicStatus.Maintenance or PublicStatus.Faulted => PlugState.OutOfOrder,
        PublicStatus.Offline => PlugState.Offline,
    };
}
