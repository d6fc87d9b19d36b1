namespace EvOps.Domain.Stations;

/// <summary>Whether commands go to a charger.</summary>
public enum BreakerState
{
    /// <summary>All of them.</summary>
    Closed,

    /// <summary>None: the last ones failed one after the other.</summary>
    Open,

    /// <summary>Again, on trial: the next that fails opens it anew.</summary>
    HalfOpen,
}

/// <summary>How a charger's circuit breaker stands.</summary>
/// <param name="Failures">Commands that failed one after the other, up to now.</param>
/// <param name="RetryAfter">How long no command is sent; null unless it is open.</param>
public readonly record struct BreakerReading(BreakerState State, int Failures, TimeSpan? RetryAfter)
{
    /// <summary>Whole seconds, never told too short.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null;
}
