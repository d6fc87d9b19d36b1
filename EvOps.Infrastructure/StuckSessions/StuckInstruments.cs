using System.Diagnostics.Metrics;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Counts what is stuck and what is done about it, and times the clean-ups.</summary>
public sealed class StuckInstruments(EvOpsMeter meter, TimeProvider time)
{
    private readonly Counter<long> unlocks = meter.Counter("evops_unlock_calls_total", "Times a charger was asked to release a cable, by what came of it.", "result");
    private readonly Counter<long> found = meter.Counter("evops_stuck_sessions_found_total", "Sessions that were newly seen to be stuck.");
    private readonly Counter<long> cleaned = meter.Counter("evops_stuck_sessions_cleaned_total", "Sessions that were closed to free their plug.");
    private readonly Counter<long> failures = meter.Counter("evops_stuck_cleanup_failures_total", "Sessions that could not be closed to free their plug.");
    private readonly Histogram<double> seconds = meter.Seconds("evops_stuck_cleanup_seconds", "How long it took to close a session and bill it.");

    public void Found(int count) => found.Add(count);

    /// <summary>Hands the answer on.</summary>
    public LinkAnswer Unlocked(LinkAnswer answer)
    {
        unlocks.Add(1, KeyValuePair.Create("result", (object?)WordOf(answer.Result)));
        return answer;
    }

    public async Task<ClosedSession?> CleanUpAsync(Func<Task<ClosedSession?>> close)
    {
        var began = time.GetTimestamp();
        try
        {
            var closed = await close();
            if (closed is not null) cleaned.Add(1);
            return closed;
        }
        catch
        {
            failures.Add(1);
            throw;
        }
        finally
        {
            seconds.Record(time.GetElapsedTime(began).TotalSeconds);
        }
    }

    private static string WordOf(LinkResult result) => result switch
    {
        LinkResult.Accepted => "unlocked",
        LinkResult.Rejected => "refused",
        LinkResult.Error => "error",
        LinkResult.NoAnswer => "no_answer",
        LinkResult.NotConnected => "not_connected",
        LinkResult.HeldBack => "held_back",
    };
}
