using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Faults;

namespace EvOps.Infrastructure.Faults;

/// <summary>Section <c>Faults</c>.</summary>
public sealed record FaultsOptions
{
    public const string Section = "Faults";

    /// <summary>Minutes without a connection from which on that is a fault in the history.</summary>
    [Range(1, 1440)]
    public int OfflineMinutes { get; init; } = 15;

    /// <summary>Days that snapshots are kept; events are kept for ever.</summary>
    [Range(1, 3650)]
    public int SnapshotDays { get; init; } = 30;
}

/// <summary>Section <c>Sessions:CircuitBreaker</c>: when commands to a charger are held back.</summary>
public sealed record BreakerOptions
{
    public const string Section = "Sessions:CircuitBreaker";

    /// <summary>Commands in a row that were sent and failed.</summary>
    [Range(1, 1000)]
    public int Failures { get; init; } = 5;

    [Range(1, 86_400)]
    public int OpenSeconds { get; init; } = 60;

    /// <summary>Commands in a row that have to be answered before all is as it was.</summary>
    [Range(1, 100)]
    public int TrialSuccesses { get; init; } = 2;

    /// <summary>How often a charger on trial is asked for a heartbeat, so that its recovery is noticed although nobody commands it; 0: never.</summary>
    [Range(0, 3600)]
    public int ProbeSeconds { get; init; } = 15;

    public BreakerTerms Terms => new(Failures, TimeSpan.FromSeconds(OpenSeconds), TrialSuccesses);
}

/// <summary>Section <c>Monitors</c>: machines that watch chargers from beside them.</summary>
public sealed record MonitorsOptions
{
    public const string Section = "Monitors";

    /// <summary>What they show; null or empty: none is listened to.</summary>
    [StringLength(200)]
    public string? Key { get; init; }
}
