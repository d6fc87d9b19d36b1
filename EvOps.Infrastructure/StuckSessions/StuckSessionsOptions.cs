using System.ComponentModel.DataAnnotations;
using EvOps.Domain.StuckSessions;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Section <c>StuckSessions</c>: from when on something is evidence, and who may free a plug.</summary>
public sealed record StuckSessionsOptions
{
    public const string Section = "StuckSessions";

    /// <summary>How far the sweeper goes by itself.</summary>
    [EnumDataType(typeof(StuckMode))]
    public StuckMode Mode { get; init; } = StuckMode.Propose;

    [Range(1, 1440)]
    public int MeterSilentMinutes { get; init; } = 15;

    [Range(1, 1440)]
    public int EnergyFlatMinutes { get; init; } = 30;

    [Range(1, 1440)]
    public int OfflineMinutes { get; init; } = 15;

    [Range(1, 168)]
    public int MaxHours { get; init; } = 24;

    [Range(1, 1440)]
    public int StartPendingMinutes { get; init; } = 3;

    [Range(1, 1440)]
    public int StopPendingMinutes { get; init; } = 5;

    [Range(1, 168)]
    public int InactiveHours { get; init; } = 12;

    /// <summary>How many chargers the sweeper sees to in one go.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; init; } = 50;

    /// <summary>How many sessions of one charger it sees to in one go.</summary>
    [Range(1, 100)]
    public int PerCharger { get; init; } = 1;

    /// <summary>True: a driver may unlock the plug that his own session holds.</summary>
    public bool DriversMayUnlock { get; init; }

    public StuckThresholds Thresholds => new()
    {
        MeterSilentMinutes = MeterSilentMinutes,
        EnergyFlatMinutes = EnergyFlatMinutes,
        OfflineMinutes = OfflineMinutes,
        MaxHours = MaxHours,
        StartPendingMinutes = StartPendingMinutes,
        StopPendingMinutes = StopPendingMinutes,
        InactiveHours = InactiveHours,
    };
}
