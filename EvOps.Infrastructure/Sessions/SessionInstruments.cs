using System.Diagnostics.Metrics;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Counts sessions.</summary>
public sealed class SessionInstruments
{
    private readonly Counter<long> started;

    public SessionInstruments(EvOpsMeter meter, LiveSessions sessions)
    {
        started = meter.Counter("evops_sessions_started_total", "Sessions that began to charge.");
        meter.Gauge("evops_sessions_active", "Sessions that are open: starting, charging or stopping.", () => sessions.Count);
    }

    public void Started() => started.Add(1);
}
