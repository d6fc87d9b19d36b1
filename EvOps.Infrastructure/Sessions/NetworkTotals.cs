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

    public int ChargersOnline => ChargerStates.Well + ChargerStates.OutOfService + ChargerStates.Faulted;

    /// <summary>Chargers that wait for somebody to approve them.</summary>
    public int Waiting => ChargerStates.Quarantined;
}

/// <summary>Open sessions by state.</summary>
public readonly record struct SessionCounts(int Starting, int Charging, int Stopping);

/// <summary>Approved chargers by state, each counted once, and those that wait for somebody to approve them.</summary>
/// <param name="Well">Connected, and without a complaint of their own.</param>
public readonly record struct ChargerCounts(int Well, int OutOfService, int Faulted, int Offline, int Quarantined);

/// <summary>Plugs of approved chargers by public state; each is counted once.</summary>
public readonly record struct ConnectorCounts(int Available, int Occupied, int Reserved, int Maintenance, int Faulted, int Offline)
{
    public int All => Available + Occupied + Reserved + Maintenance + Faulted + Offline;
}

/// <summary>The totals changed, or may have.</summary>
public readonly record struct NetworkTotalsChanged;
