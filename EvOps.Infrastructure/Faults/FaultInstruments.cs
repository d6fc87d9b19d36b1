using System.Diagnostics.Metrics;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Faults;

/// <summary>Counts faults and recoveries, whoever told them, and shows each charger's breaker.</summary>
public sealed class FaultInstruments
{
    private readonly Counter<long> faults;
    private readonly Counter<long> recoveries;

    public FaultInstruments(EvOpsMeter meter, CircuitBreakers breakers, IChargePointLink link)
    {
        faults = meter.Counter("evops_faults_total", "Faults of chargers and connectors that began, whoever told them.");
        recoveries = meter.Counter("evops_recoveries_total", "Faults of chargers and connectors that are over.");
        meter.Gauge(
            "evops_circuit_breaker_state", "Whether commands go to a charger: 0 closed (they do), 1 open (they do not), 2 half open (on trial).", "charge_point",
            () => link.Connected.Union(breakers.Known).Select(identity => new Measurement<double>(HeightOf(breakers.Read(identity).State), KeyValuePair.Create("charge_point", (object?)identity))));
    }

    public void Count(FaultKind kind) => (kind == FaultKind.Fault ? faults : recoveries).Add(1);

    private static double HeightOf(BreakerState state) => state switch
    {
        BreakerState.Closed => 0,
        BreakerState.Open => 1,
        BreakerState.HalfOpen => 2,
    };
}
