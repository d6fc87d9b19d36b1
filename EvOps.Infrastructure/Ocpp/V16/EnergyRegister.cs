namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>The import register of one moment, in watt-hours: the total, or else the phases added up.</summary>
internal struct EnergyRegister
{
    // No meter in the field counts further than this (a petawatt-hour), and three of them still fit a long.
    private const long Most = 1_000_000_000_000_000;

    private long? whole;
    private long? l1;
    private long? l2;
    private long? l3;

    public readonly long? Wh => whole is not null || (l1 is null && l2 is null && l3 is null)
        ? whole
        : (l1 ?? 0) + (l2 ?? 0) + (l3 ?? 0);

    /// <summary>Null when taken, or why not, in words.</summary>
    public string? Put(Phase phase, long wattHours)
    {
        if (wattHours is < 0 or > Most)
            return wattHours < 0 ? "is below zero" : "is more than a meter can count";
        switch (phase)
        {
            case Phase.None:
                // Some chargers pack begin and end into one entry; the register only grows, so the end is the larger.
                var isSecond = whole is not null && whole != wattHours;
                whole = whole > wattHours ? whole : wattHours;
                return isSecond ? "is a second register of the same moment; the larger is kept" : null;
            case Phase.L1:
                l1 = wattHours;
                return null;
            case Phase.L2:
                l2 = wattHours;
                return null;
            case Phase.L3:
                l3 = wattHours;
                return null;
            case Phase.N or Phase.Other:
                return "is on no phase that carries energy";
        }
        return null;
    }
}
