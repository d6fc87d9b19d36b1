using System.Globalization;

namespace EvOps.Domain.Sessions;

/// <summary>Energy to bill, or the reason why a person must look first.</summary>
/// <param name="ReviewReason">Beside energy: what is particular about it.</param>
/// <param name="ProposedWh">Where energy is held: what it probably was; null where nobody can tell.</param>
public readonly record struct EnergyVerdict(long? EnergyWh, string? ReviewReason, long? ProposedWh = null);

/// <summary>What the plug could give at the most.</summary>
/// <param name="MaxPowerW">Watts; 0 where nobody has said.</param>
/// <param name="Duration">From start to end, by the charger's clock.</param>
public readonly record struct PlugLimits(int MaxPowerW, TimeSpan Duration)
{
    // Nameplates are round, meters and clocks are not exact; and a charger whose clock was set within the session, or that tells its
    // start late, has hardly any duration at all: that alone proves nothing below an hour's worth.
    private const double Tolerance = 1.2, SlackWh = 1000;
    private static readonly TimeSpan Telling = TimeSpan.FromMinutes(1);

    /// <summary>Watt-hours that can have flowed.</summary>
    public long MostWh => MaxPowerW > 0
        ? (long)((MaxPowerW * (Duration < Telling ? 1 : Duration.TotalHours) * Tolerance) + SlackWh)
        : MeterRules.MostOfOneSessionWh;
}

/// <summary>What can be believed of a meter. Pure; wrong readings are named, never mended in silence.</summary>
public static class MeterRules
{
    /// <summary>Watt-hours: four days at a megawatt. No session takes more; a register that says so is wrong.</summary>
    public const long MostOfOneSessionWh = 100_000_000;

    // Less than this is a car that hardly charged, and says nothing about its meter.
    private const long LeastToCompareWh = 500;

    // A unit that is mistaken is a thousand times off; a hundred leaves room for every other error.
    private const int FarOff = 100, WrongUnit = 1000;

    // Watts that no plug exceeds.
    private const int MostPowerW = 1_000_000;

    // Power that is told now and then is a rough measure of energy.
    private const int MuchMore = 5;

    /// <summary>A register as a person reads it: 1,024.300 kWh.</summary>
    public static string Register(long wattHours) => string.Create(CultureInfo.InvariantCulture, $"{wattHours / 1000m:#,##0.000} kWh");

    /// <summary>The reason why a register reading does not count, or null: it may stand still, it may not run backwards.</summary>
    public static string? FaultOf(long registerWh, long? previousWh) => registerWh switch
    {
        < 0 => $"negative energy ({Register(registerWh)})",
        _ when registerWh < previousWh => $"the meter ran backwards, from {Register(previousWh.Value)} to {Register(registerWh)}",
        _ => null,
    };

    /// <summary>The reason why a state of charge does not count, or null.</summary>
    public static string? SocFaultOf(int percent) => percent is < 0 or > 100 ? $"a state of charge of {percent} %" : null;

    /// <summary>
    /// The energy of a session. A last word below the start or below a reading in between, more than the plug can have given, and a
    /// register that is far from the power over time: none of it is billed, all of it is held for review with the reason.
    /// </summary>
    public static EnergyVerdict EnergyOf(long startWh, long? stopWh, MeterTrail trail, PlugLimits limits) => stopWh switch
    {
        _ when startWh < 0 => new(null, $"The first reading is negative ({Register(startWh)})."),
        null => trail.LastRegisterWh is { } last && last >= startWh
            ? Between(startWh, last, trail, limits, "The charger told no final reading; billed up to its last one.")
            : new(null, "The charger told no reading at all."),
        < 0 => new(null, $"The final reading is negative ({Register(stopWh.Value)}).", SoFar(startWh, trail)),
        _ when stopWh < startWh => BelowStart(startWh, stopWh.Value, trail, limits),
        _ when stopWh < trail.LastRegisterWh => new(null, $"The final reading ({Register(stopWh.Value)}) is below an earlier one ({Register(trail.LastRegisterWh.Value)}).", SoFar(startWh, trail)),
        { } stop => Between(startWh, stop, trail, limits, null),
    };

    /// <summary>While it charges: what has been taken as far as readings can be believed.</summary>
    public static long SoFarWh(long startWh, MeterTrail trail) => SoFar(startWh, trail) ?? 0;

    private static EnergyVerdict BelowStart(long startWh, long stopWh, MeterTrail trail, PlugLimits limits)
    {
        var words = $"The final reading ({Register(stopWh)}) is below the first ({Register(startWh)})";
        return SoFar(startWh, trail) is > 0 and { } before
            ? IsLikely(before + stopWh, trail, limits)
                ? new(null, $"{words}: the register was set back after {Register(trail.LastRegisterWh!.Value)}.", before + stopWh)
                : new(null, $"{words}: the meter ran backwards.", before)
            : IsLikely(stopWh, trail, limits)
                ? new(null, $"{words}: the charger seems to count each session from zero.", stopWh)
                : new(null, $"{words}: the meter ran backwards.");
    }

    /// <summary>Whether so much can have flowed: a register that only ran backwards a little still shows all that its plug ever gave.</summary>
    private static bool IsLikely(long energyWh, MeterTrail trail, PlugLimits limits) =>
        energyWh <= (limits.MaxPowerW > 0 ? limits : limits with { MaxPowerW = MostPowerW }).MostWh
        && !(trail.Power.IsTelling && energyWh > Math.Max(trail.Power.AboutWh(limits.Duration), LeastToCompareWh) * MuchMore);

    private static EnergyVerdict Between(long startWh, long endWh, MeterTrail trail, PlugLimits limits, string? remark)
    {
        var energy = endWh - startWh;
        var told = trail.Power.AtLeastWh;
        var about = Math.Max(trail.Power.AboutWh(limits.Duration), LeastToCompareWh);
        return energy switch
        {
            _ when trail.Power.IsTelling && energy > about * FarOff =>
                new(null, $"The register counted {Register(energy)} while the power told makes about {Register(about)}: it may count in Wh and call them kWh.", Sane(energy / WrongUnit)),
            > MostOfOneSessionWh => new(null, $"From {Register(startWh)} to {Register(endWh)} is more than one session can take."),
            _ when energy > limits.MostWh => new(null, $"{Register(energy)} is more than the plug can have given in that time ({Register(limits.MostWh)}).", energy),
            0 when told >= LeastToCompareWh => new(null, $"The register stood still at {Register(startWh)} while the power told makes {Register(told)} or more."),
            _ when told >= LeastToCompareWh && energy < told / FarOff =>
                new(null, $"The register counted {Register(energy)} while the power told makes {Register(told)} or more: it may count in kWh.", Sane(energy * WrongUnit)),
            _ => new(energy, remark),
        };
    }

    private static long? SoFar(long startWh, MeterTrail trail) => trail.LastRegisterWh is { } last && last >= startWh ? Sane(last - startWh) : null;

    private static long? Sane(long energyWh) => energyWh is >= 0 and <= MostOfOneSessionWh ? energyWh : null;
}
