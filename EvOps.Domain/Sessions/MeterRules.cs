namespace EvOps.Domain.Sessions;

/// <summary>What is known of a session's meter between start and end: registers in watt-hours, state of charge in percent.</summary>
/// <param name="Power">What its power readings say, to hold against the register.</param>
public readonly record struct MeterTrail(long? LastRegisterWh, DateTimeOffset? LastAt, int? FirstSoc, int? LastSoc, PowerTrail Power = default);

/// <summary>The power readings of a session in sum.</summary>
public readonly record struct PowerTrail(int Readings, long SumW, DateTimeOffset? FirstAt, DateTimeOffset? LastAt)
{
    // A handful of moments is no picture of a session.
    private const int Fewest = 5;

    // Nobody knows what happened in a longer gap between two readings.
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    /// <summary>Watt-hours that such a power must have made at the least.</summary>
    public long AtLeastWh
    {
        get
        {
            if (Readings < Fewest || LastAt - FirstAt is not { } span) return 0;
            var known = TimeSpan.FromTicks(Math.Min(span.Ticks, Readings * LongestGap.Ticks));
            return (long)((double)SumW / Readings * known.TotalHours);
        }
    }

    public PowerTrail With(int? powerW, DateTimeOffset at) => powerW is { } watts ? new(Readings + 1, SumW + watts, FirstAt ?? at, at) : this;
}

/// <summary>Energy to bill, or the reason why a person must look first.</summary>
public readonly record struct EnergyVerdict(long? EnergyWh, string? ReviewReason);

/// <summary>What can be believed of a meter. Pure; wrong readings are named, never mended in silence.</summary>
public static class MeterRules
{
    /// <summary>Watt-hours: four days at a megawatt. No session takes more; a register that says so is wrong.</summary>
    public const long MostOfOneSessionWh = 100_000_000;

    // Less than this is a car that hardly charged, and says nothing about its meter.
    private const long LeastToCompareWh = 500;

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
    /// is not billed: it is held for review with the reason. So is a register that is far behind the power over time.
    /// </summary>
    public static EnergyVerdict EnergyOf(long startWh, long? stopWh, MeterTrail trail) => stopWh switch
    {
        _ when startWh < 0 => new(null, $"The first reading is negative ({startWh} Wh)."),
        null => trail.LastRegisterWh is { } last && last >= startWh
            ? Between(startWh, last, trail, "The charger told no final reading; billed up to its last one.")
            : new(null, "The charger told no reading at all."),
        < 0 => new(null, $"The final reading is negative ({stopWh} Wh)."),
        _ when stopWh < startWh => new(null, $"The final reading ({stopWh} Wh) is below the first ({startWh} Wh)."),
        _ when stopWh < trail.LastRegisterWh => new(null, $"The final reading ({stopWh} Wh) is below an earlier one ({trail.LastRegisterWh} Wh)."),
        { } stop => Between(startWh, stop, trail, null),
    };

    // A meter that counts in kWh and says Wh (ocpp.md Q10) is a thousand times too low; a hundred times leaves room for every other error.
    private static bool IsFarBelow(long energyWh, long powerWh) => powerWh >= LeastToCompareWh && energyWh < powerWh / 100;

    private static EnergyVerdict Between(long startWh, long endWh, MeterTrail trail, string? remark) => (endWh - startWh) switch
    {
        > MostOfOneSessionWh => new(null, $"From {startWh} Wh to {endWh} Wh is more than one session can take."),
        var energy when IsFarBelow(energy, trail.Power.AtLeastWh) =>
            new(null, $"The register counted {energy} Wh while the power told makes {trail.Power.AtLeastWh} Wh or more: it may count in kWh."),
        var energy => new(energy, remark),
    };
}
