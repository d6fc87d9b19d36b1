namespace EvOps.Infrastructure.Sessions;

/// <summary>The network at this moment, for the header of every page and for the overview.</summary>
/// <param name="PowerW">Of all open sessions together, as last reported.</param>
/// <param name="Faults">Plugs, and chargers as a whole, that report a fault.</param>
public sealed record NetworkTotals(SessionCounts Sessions, ChargerCounts ChargerStates, ConnectorCounts Connectors, long PowerW, int Faults)
{
    public static readonly NetworkTotals None = new(default, default, default, 0, 0);

    public int Charging => Sessions.Charging + Sessions.Stopping;

    /// <summary>Approved ones.</summary>
    public int Chargers => ChargersOnline + ChargerStates.Offline;

    public int ChargersOnline => ChargerStates.Online + ChargerStates.Faulted;

    /// <summary>Chargers that wait for somebody to approve them.</summary>
    public int Waiting => ChargerStates.AwaitingApproval;
}

/// <summary>Open sessions by state.</summary>
public readonly record struct SessionCounts(int Starting, int Charging, int Stopping);

/// <summary>Chargers by <see cref="Domain.Stations.ChargePointState"/>, each counted once; those that were sent away do not count.</summary>
public readonly record struct ChargerCounts(int Online, int Faulted, int Offline, int AwaitingApproval);

/// <summary>Plugs of approved chargers by public state; each is counted once.</summary>
public readonly record struct ConnectorCounts(int Available, int Occupied, int Reserved, int Maintenance, int Faulted, int Offline)
{
    public int All => Available + Occupied + Reserved + Maintenance + Faulted + Offline;
}

/// <summary>The totals changed, or may have.</summary>
public readonly record struct NetworkTotalsChanged;
