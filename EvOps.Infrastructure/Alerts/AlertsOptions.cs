using System.ComponentModel.DataAnnotations;
using EvOps.Domain.Alerts;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Section <c>Alerts</c>: from when on something is worth an alert, and who is told.</summary>
public sealed record AlertsOptions
{
    public const string Section = "Alerts";

    /// <summary>From this severity on staff get a notice, and mail where they want it.</summary>
    [EnumDataType(typeof(AlertSeverity))]
    public AlertSeverity TellFrom { get; init; } = AlertSeverity.Critical;

    /// <summary>Minutes that a charger is gone.</summary>
    [Range(1, 1440)]
    public int OfflineMinutes { get; init; } = 10;

    /// <summary>Faults of one charger in an hour that make it unreliable.</summary>
    [Range(2, 1000)]
    public int RepeatedFaults { get; init; } = 5;

    /// <summary>Of how many chargers of one station that are gone at once an outage of the station is made.</summary>
    [Range(2, 1000)]
    public int OutageFrom { get; init; } = 3;

    /// <summary>Of how large a share of its chargers, of those that have ever been here.</summary>
    [Range(1, 100)]
    public int OutagePercent { get; init; } = 80;

    /// <summary>Megabytes that should be free where the database lies.</summary>
    [Range(1, 1_000_000_000)]
    public int LowDiskMegabytes { get; init; } = 500;
}
