namespace EvOps.Domain.Sessions;

/// <summary>Why the meter was read (OCPP 1.6 §7.35, ReadingContext).</summary>
public enum SampleContext
{
    /// <summary>Sample.Periodic; also what an absent context means.</summary>
    Periodic,

    /// <summary>Sample.Clock: read at the full quarter or hour, whatever the session does.</summary>
    Clock,
    TransactionBegin,
    TransactionEnd,
    InterruptionBegin,
    InterruptionEnd,
    Trigger,

    /// <summary>Other, and every text the standard does not know.</summary>
    Other,
}
