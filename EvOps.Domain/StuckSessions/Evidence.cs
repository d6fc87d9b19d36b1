namespace EvOps.Domain.StuckSessions;

/// <summary>What speaks for a session being stuck.</summary>
public enum EvidenceKind
{
    /// <summary>The connector is ready for the next driver while the session is open.</summary>
    ConnectorReleased,

    /// <summary>A stop was asked for and no StopTransaction came.</summary>
    StopIgnored,

    /// <summary>A start was asked for and no StartTransaction came.</summary>
    StartNeverCame,

    /// <summary>The charger booted after the session began, and has said nothing of it since.</summary>
    RebootedSince,

    /// <summary>Online, charging, and no reading.</summary>
    MeterSilent,

    /// <summary>Readings come, and the energy does not move.</summary>
    EnergyFlat,

    /// <summary>The charger's connection is gone.</summary>
    ChargerOffline,

    /// <summary>Open for longer than any session lasts.</summary>
    TooLong,
}

/// <summary>The ladder of remedies, the gentlest first.</summary>
public enum Remedy
{
    /// <summary>Ask the charger what it knows (OCPP 1.6 §5.17 TriggerMessage), or wait for it to come back.</summary>
    Ask,

    RemoteStop,

    Unlock,

    SoftReset,

    HardReset,

    /// <summary>Close the session from the best known reading.</summary>
    Close,
}

/// <summary>How sure it is. Enough weak evidence is no strong one: two kinds that agree are.</summary>
public enum Confidence
{
    Low,
    Medium,
    High,
}

/// <summary>One thing that was seen.</summary>
/// <param name="Since">Since when it is so.</param>
/// <param name="Words">What was seen, for an operator; without times, which a screen shows in the station's zone.</param>
/// <param name="Remedy">What this alone would call for.</param>
public sealed record Evidence(EvidenceKind Kind, DateTimeOffset Since, Confidence Confidence, string Words, Remedy Remedy);

/// <summary>A harmless explanation that was looked for and found.</summary>
public enum Harmless
{
    /// <summary>The car is full, or nearly, and holds the plug.</summary>
    CarIsFull,

    /// <summary>The car takes nothing for now, and says so.</summary>
    CarPaused,

    /// <summary>The charger gives nothing for now, and says so: a load limit, or a schedule.</summary>
    ChargerPaused,

    /// <summary>Power falls as the battery fills.</summary>
    Tapering,

    /// <summary>It has just come back and may still tell what it kept.</summary>
    JustBack,

    /// <summary>The house itself was not listening.</summary>
    HouseWasDown,

    /// <summary>The charger's clock does not agree with ours.</summary>
    WrongClock,
}

/// <param name="Words">Why this is no reason to worry.</param>
public sealed record RuledOut(Harmless Kind, string Words);

/// <summary>What is thought of one open session.</summary>
/// <param name="Evidence">The strongest first.</param>
/// <param name="RuledOut">Harmless explanations that hold.</param>
/// <param name="Since">Since when it has been stuck; null where it is not.</param>
/// <param name="Remedy">What to do next; null where there is nothing to do.</param>
/// <param name="Sentence">The verdict for a person.</param>
public sealed record StuckVerdict(
    IReadOnlyList<Evidence> Evidence, IReadOnlyList<RuledOut> RuledOut, Confidence? Confidence, DateTimeOffset? Since, Remedy? Remedy, string Sentence)
{
    public bool IsStuck => Evidence.Count > 0;
}
