using System.Diagnostics.Metrics;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Jobs;

/// <summary>Times the runs of jobs, and counts those that failed.</summary>
public sealed class JobInstruments(EvOpsMeter meter)
{
    private readonly Histogram<double> seconds = meter.Seconds("evops_job_seconds", "How long background jobs ran, whatever came of it.", "job");
    private readonly Counter<long> failures = meter.Counter("evops_job_failures_total", "Runs of background jobs that failed; each runs again at its next time.");

    public void Ran(string job, TimeSpan took, bool hasFailed)
    {
        seconds.Record(took.TotalSeconds, KeyValuePair.Create("job", (object?)job));
        if (hasFailed) failures.Add(1);
    }
}
