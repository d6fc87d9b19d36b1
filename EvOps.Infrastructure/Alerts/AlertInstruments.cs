using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Alerts;

/// <summary>How many alerts are open, as they were looked at last.</summary>
public sealed class AlertInstruments
{
    public AlertInstruments(EvOpsMeter meter, WatchAlerts watch)
    {
        meter.Gauge("evops_alerts_open", "Alerts that are open and not put off.", () => watch.Counts.Open);
        meter.Gauge("evops_alerts_critical", "Alerts that are open and critical.", () => watch.Counts.Critical);
        meter.Gauge("evops_alerts_untaken", "Alerts that are open and that nobody has taken.", () => watch.Counts.Untaken);
    }
}
