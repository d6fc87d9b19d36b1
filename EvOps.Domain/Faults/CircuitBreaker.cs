using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>What a command's end did to the breaker.</summary>
public enum BreakerTurn
{
    None,
    Opened,
    Closed,
}

/// <summary>
/// Keeps commands away from a charger that does not follow them: so many failures one after the other, and nothing is sent for a
/// while; then the next ones are sent on trial. Commands of one charger go one after the other, so a trial needs no lock of its own.
/// </summary>
public sealed class CircuitBreaker(BreakerTerms terms)
{
    private readonly Lock gate = new();
    private int failures, successes;
    private DateTimeOffset? openUntil;

    public BreakerReading Read(DateTimeOffset now)
    {
        lock (gate)
        {
            return openUntil switch
            {
                null => new(BreakerState.Closed, failures, null),
                { } until when until > now => new(BreakerState.Open, failures, until - now),
                _ => new(BreakerState.HalfOpen, failures, null),
            };
        }
    }

    /// <summary>Something happened that may have cured the charger: what would be held back goes out on trial from now on.</summary>
    public void TryAgain(DateTimeOffset now)
    {
        lock (gate)
        {
            if (openUntil > now) openUntil = now;
        }
    }

    /// <summary>A command was sent and answered.</summary>
    public BreakerTurn Succeeded()
    {
        lock (gate)
        {
            if (openUntil is null)
            {
                failures = 0;
                return BreakerTurn.None;
            }

            if (++successes < terms.TrialSuccesses) return BreakerTurn.None;
            (failures, successes, openUntil) = (0, 0, null);
            return BreakerTurn.Closed;
        }
    }

    /// <summary>A command was sent and failed.</summary>
    public BreakerTurn Failed(DateTimeOffset now)
    {
        lock (gate)
        {
            failures++;
            successes = 0;
            if (openUntil is null && failures < terms.Failures) return BreakerTurn.None;

            var wasClosed = openUntil is null;
            openUntil = now + terms.OpenFor;
            return wasClosed ? BreakerTurn.Opened : BreakerTurn.None;
        }
    }
}
