namespace EvOps.Domain.Sessions;

/// <summary>What is known of a session's meter between start and end: registers in watt-hours, state of charge in percent.</summary>
public readonly record struct MeterTrail(long? LastRegisterWh, DateTimeOffset? LastAt, int? FirstSoc, int? LastSoc);

/// <summary>Energy to bill, or the reason why a person must look first.</summary>
public readonly record struct EnergyVerdict(long? EnergyWh, string? ReviewReason);

/// <summary>What can be believed of a meter. Pure; wrong readings are named, never mended in silence.</summary>
public static class MeterRules
{
    /// <summary>Watt-hours: four days at a megawatt. No session takes more; a register that says so is wrong.</summary>
    public const long MostOfOneSessionWh = 100_000_000;

    /// <summary>The reason why a register reading does not count, or null: it may stand still, it may not run backwards.</summary>
    public static string? FaultOf(long registerWh, long? previousWh) => registerWh switch
    {
        < 0 => $"negative energy ({registerWh} Wh)",
        _ when registerWh < previousWh => $"the meter ran backwards, from {previousWh} Wh to {registerWh} Wh",
        _ => null,
    };

    /// <summary>The reason why a state of charge does not count, or null.</summary>
    public static string? SocFaultOf(int percent) => percent is < 0 or > 100 ? $"a state of charge of {percent} %" : null;

    /// <summary>
    /// The energy of a session. A last word below the start, below a reading in between, or further on than a car can have charged
    /// is not billed: it is held for review with the reason.
    /// </summary>
    public static EnergyVerdict EnergyOf(long startWh, long? stopWh, MeterTrail trail) => stopWh switch
    {
        _ when startWh < 0 => new(null, $"The first reading is negative ({startWh} Wh)."),
        null => trail.LastRegisterWh is { } last && last >= startWh
            ? Between(startWh, last, "The charger told no final reading; billed up to its last one.")
            : new(null, "The charger told no reading at all."),
        < 0 => new(null, $"The final reading is negative ({stopWh} Wh)."),
        _ when stopWh < startWh => new(null, $"The final reading ({stopWh} Wh) is below the first ({startWh} Wh)."),
        _ when stopWh < trail.LastRegisterWh => new(null, $"The final reading ({stopWh} Wh) is below an earlier one ({trail.LastRegisterWh} Wh)."),
        { } stop => Between(startWh, stop, null),
    };

    private static EnergyVerdict Between(long startWh, long endWh, string? remark) => endWh - startWh <= MostOfOneSessionWh
        ? new(endWh - startWh, remark)
        : new(null, $"From {startWh} Wh to {endWh} Wh is more than one session can take.");
}
