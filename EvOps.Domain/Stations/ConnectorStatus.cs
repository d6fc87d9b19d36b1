namespace EvOps.Domain.Stations;

/// <summary>What a charger says of a plug (OCPP 1.6 §7.7 ChargePointStatus), and Unknown until it has said anything.</summary>
public enum ConnectorStatus
{
    Unknown,
    Available,
    Preparing,
    Charging,
    SuspendedEV,
    SuspendedEVSE,
    Finishing,
    Reserved,
    Unavailable,
    Faulted,
}

/// <summary>What everybody else is told of a plug: the words of the public API.</summary>
public enum PublicStatus
{
    Available,
    Occupied,
    Reserved,
    Maintenance,
    Offline,
    Faulted,
}

public static class ConnectorStatuses
{
    /// <summary>A car hangs on the plug, or a driver is about to plug it in.</summary>
    public static bool IsInUse(this ConnectorStatus status) => status switch
    {
        ConnectorStatus.Charging or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE => true,
        ConnectorStatus.Unknown or ConnectorStatus.Available or ConnectorStatus.Preparing or ConnectorStatus.Finishing
            or ConnectorStatus.Reserved or ConnectorStatus.Unavailable or ConnectorStatus.Faulted => false,
    };

    /// <summary>
    /// The public word for a plug: what the charger said, overruled by what this house knows (an open session is Occupied, even
    /// while the charger is away: cars go on charging without us), by work that is planned there (Maintenance, connected or not), by a health monitor's fault (Faulted, connected or not) and by a
    /// lost connection (Offline). A free plug that is kept for somebody is Reserved, whether its charger knows or not.
    /// </summary>
    public static PublicStatus ToPublic(ConnectorStatus status, bool hasOpenSession, bool isOnline, bool isKept = false, bool hasMonitorFault = false, bool isInMaintenance = false)
    {
        if (hasOpenSession) return PublicStatus.Occupied;
        if (isInMaintenance) return PublicStatus.Maintenance;
        if (hasMonitorFault) return PublicStatus.Faulted;
        if (!isOnline) return PublicStatus.Offline;
        return status switch
        {
            ConnectorStatus.Available => isKept ? PublicStatus.Reserved : PublicStatus.Available,
            ConnectorStatus.Preparing or ConnectorStatus.Charging or ConnectorStatus.SuspendedEV
                or ConnectorStatus.SuspendedEVSE or ConnectorStatus.Finishing => PublicStatus.Occupied,
            ConnectorStatus.Reserved => PublicStatus.Reserved,
            ConnectorStatus.Unavailable => PublicStatus.Maintenance,
            ConnectorStatus.Faulted => PublicStatus.Faulted,
            ConnectorStatus.Unknown => PublicStatus.Offline,
        };
    }
}
