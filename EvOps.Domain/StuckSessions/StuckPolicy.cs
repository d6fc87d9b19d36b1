using EvOps.Domain.Common;

namespace EvOps.Domain.StuckSessions;

/// <summary>
/// From when on something is evidence, as people decided it: for the whole network (no station), or for one station. What is left open
/// is as the network has it; what the network leaves open is as the settings have it.
/// </summary>
public sealed class StuckPolicy : IHasRowVersion
{
    /// <summary>Stands for the whole network.</summary>
    public static readonly Guid Network = Guid.Empty;

    public StuckPolicy(Guid scope) => Id = scope;

    private StuckPolicy()
    {
    }

    /// <summary>The station's id; <see cref="Network"/> for all.</summary>
    public Guid Id { get; private init; }

    public int? MeterSilentMinutes { get; private set; }

    public int? EnergyFlatMinutes { get; private set; }

    public int? OfflineMinutes { get; private set; }

    public int? MaxHours { get; private set; }

    public int? StartPendingMinutes { get; private set; }

    public int? StopPendingMinutes { get; private set; }

    public int? InactiveHours { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public ThresholdChoice Choice => new(MeterSilentMinutes, EnergyFlatMinutes, OfflineMinutes, MaxHours, StartPendingMinutes, StopPendingMinutes, InactiveHours);

    public Outcome Set(ThresholdChoice choice)
    {
        if (choice.Fault() is { } fault) return fault;
        (MeterSilentMinutes, EnergyFlatMinutes, OfflineMinutes, MaxHours, StartPendingMinutes, StopPendingMinutes, InactiveHours) = choice;
        return Outcome.Done;
    }
}

/// <summary>Thresholds of which some may be left open; minutes and hours.</summary>
public sealed record ThresholdChoice(
    int? MeterSilentMinutes = null, int? EnergyFlatMinutes = null, int? OfflineMinutes = null, int? MaxHours = null,
    int? StartPendingMinutes = null, int? StopPendingMinutes = null, int? InactiveHours = null)
{
    public const int LongestMinutes = 1440, LongestHours = 168;

    /// <summary>What was chosen, and below it what holds otherwise.</summary>
    public StuckThresholds Over(StuckThresholds below) => new()
    {
        MeterSilentMinutes = MeterSilentMinutes ?? below.MeterSilentMinutes,
        EnergyFlatMinutes = EnergyFlatMinutes ?? below.EnergyFlatMinutes,
        OfflineMinutes = OfflineMinutes ?? below.OfflineMinutes,
        MaxHours = MaxHours ?? below.MaxHours,
        StartPendingMinutes = StartPendingMinutes ?? below.StartPendingMinutes,
        StopPendingMinutes = StopPendingMinutes ?? below.StopPendingMinutes,
        InactiveHours = InactiveHours ?? below.InactiveHours,
    };

    public Refusal? Fault()
    {
        var errors = new FieldErrors();
        Check(MeterSilentMinutes, "meterSilentMinutes", "minutes", LongestMinutes);
        Check(EnergyFlatMinutes, "energyFlatMinutes", "minutes", LongestMinutes);
        Check(OfflineMinutes, "offlineMinutes", "minutes", LongestMinutes);
        Check(MaxHours, "maxHours", "hours", LongestHours);
        Check(StartPendingMinutes, "startPendingMinutes", "minutes", LongestMinutes);
        Check(StopPendingMinutes, "stopPendingMinutes", "minutes", LongestMinutes);
        Check(InactiveHours, "inactiveHours", "hours", LongestHours);
        return errors.Refusal;

        void Check(int? value, string field, string unit, int most) =>
            errors.Check(value is null || (value >= 1 && value <= most), field, $"A whole number of {unit} from 1 to {most} is needed, or nothing.");
    }
}
