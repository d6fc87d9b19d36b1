using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;

namespace EvOps.Domain.StuckSessions;

/// <summary>How long something may go on before it is evidence; minutes and hours as the operator set them.</summary>
public sealed record StuckThresholds
{
    /// <summary>Online and charging, and no reading: chargers report every minute or so, slow ones every quarter of an hour.</summary>
    public int MeterSilentMinutes { get; init; } = 15;

    /// <summary>Readings come and the energy stands still: longer than any pause of a load limit.</summary>
    public int EnergyFlatMinutes { get; init; } = 30;

    /// <summary>The connection is gone: longer than a reboot, or a mobile network's bad hour quarter.</summary>
    public int OfflineMinutes { get; init; } = 15;

    /// <summary>Open at all: no car charges for longer.</summary>
    public int MaxHours { get; init; } = 24;

    /// <summary>From the request to the charger's StartTransaction.</summary>
    public int StartPendingMinutes { get; init; } = 3;

    /// <summary>From the wish to stop to the charger's StopTransaction.</summary>
    public int StopPendingMinutes { get; init; } = 5;

    /// <summary>Without any sign of the session at all: then weak evidence is enough to close it.</summary>
    public int InactiveHours { get; init; } = 12;
}

/// <summary>All that judging one open session needs, at one moment. Times are the house's own unless they say otherwise, for chargers' clocks go wrong.</summary>
public sealed record SessionFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Since when the house has been listening: silence before it counts for nothing.</summary>
    public required DateTimeOffset HouseStartedAt { get; init; }

    public required SessionState State { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The charger's own time of its start; null until it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StopRequestedAt { get; init; }

    public required bool IsOnline { get; init; }

    /// <summary>It has no socket and tells no readings: only what its vendor says of the plug, and time, speak for or against it.</summary>
    public bool IsVendorManaged { get; init; }

    /// <summary>When the charger was last heard of, or came back; where it comes and goes, when it first came back. Null where it never was.</summary>
    public DateTimeOffset? ConnectionChangedAt { get; init; }

    public DateTimeOffset? LastBootAt { get; init; }

    public ConnectorStatus ConnectorStatus { get; init; }

    /// <summary>When the house heard of that status.</summary>
    public DateTimeOffset? ConnectorStatusAt { get; init; }

    /// <summary>The same by the charger's clock; null where that is not known.</summary>
    public DateTimeOffset? ConnectorStatusToldAt { get; init; }

    /// <summary>When the last reading came.</summary>
    public DateTimeOffset? LastReadingAt { get; init; }

    /// <summary>The newest reading by the charger's clock; null where that is not known. Older than its arrival where it was kept while the connection was gone.</summary>
    public DateTimeOffset? LastReadingToldAt { get; init; }

    /// <summary>When a reading last came with a register that had moved; null until one did.</summary>
    public DateTimeOffset? EnergyMovedAt { get; init; }

    /// <summary>Watts of the last reading.</summary>
    public int? PowerW { get; init; }

    /// <summary>Percent.</summary>
    public int? SocPercent { get; init; }

    /// <summary>Evidence that this kind of charger has given again and again without being stuck.</summary>
    public IReadOnlySet<EvidenceKind> Doubtful { get; init; } = System.Collections.Frozen.FrozenSet<EvidenceKind>.Empty;
}
