using System.Diagnostics.Metrics;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Stations;

/// <summary>Counts when chargers and plugs become faulty, and when they are well again.</summary>
public sealed class StationInstruments(EvOpsMeter meter)
{
    private readonly Counter<long> faults = meter.Counter("evops_faults_total", "Chargers and connectors that became Faulted.");
    private readonly Counter<long> recoveries = meter.Counter("evops_recoveries_total", "Chargers and connectors that are Faulted no more.");

    public void Reported(ConnectorStatus before, ConnectorStatus now)
    {
        if ((before == ConnectorStatus.Faulted) == (now == ConnectorStatus.Faulted)) return;
        (now == ConnectorStatus.Faulted ? faults : recoveries).Add(1);
    }
}
