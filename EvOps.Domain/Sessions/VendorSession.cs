using EvOps.Domain.Common;

namespace EvOps.Domain.Sessions;

/// <summary>What a vendor's end of a session comes to, once it is known in which unit its meter counts.</summary>
/// <param name="StartWh">The register at the start, watt-hours.</param>
/// <param name="StopWh">The register at the end, watt-hours.</param>
/// <param name="Doubt">Why nothing is billed before a person has looked; null where it fits together.</param>
/// <param name="ProposedWh">With a doubt: what it probably was.</param>
public sealed record VendorCount(long StartWh, long StopWh, string? Doubt = null, long? ProposedWh = null);

/// <summary>
/// A session that a vendor tells of, bound to ours by the vendor's own id of it. Readings and costs are kept as they were told: readings in
/// thousandths of the vendor's unit, the cost in minor units.
/// </summary>
public sealed class VendorSession
{
    public VendorSession(Guid sessionId, string vendor, string vendorSessionId, decimal startReading) =>
        (SessionId, Vendor, VendorSessionId, StartReadingThousandths) = (sessionId, vendor, vendorSessionId, Thousandths(startReading));

    private VendorSession()
    {
    }

    public Guid SessionId { get; private init; }

    public string Vendor { get; private init; } = "";

    /// <summary>Unique at this vendor.</summary>
    public string VendorSessionId { get; private init; } = "";

    public long StartReadingThousandths { get; private init; }

    public long? EndReadingThousandths { get; private set; }

    public long? EnergyWh { get; private set; }

    /// <summary>What the vendor thinks it costs; billed is what the station's terms say.</summary>
    public long? CostMinorUnits { get; private set; }

    /// <summary>The event that ended it; another one about its end changes nothing.</summary>
    public long? EndEventId { get; private set; }

    public static long Thousandths(decimal reading) => (long)decimal.Round(reading * 1000, MidpointRounding.AwayFromZero);

    public void End(long eventId, decimal? endReading, decimal? energyKwh, Money? cost)
    {
        if (EndEventId is not null) throw new InvalidOperationException($"Vendor session {VendorSessionId} has ended already.");
        EndEventId = eventId;
        EndReadingThousandths = endReading is { } end ? Thousandths(end) : null;
        EnergyWh = energyKwh is { } energy ? Thousandths(energy) : null;
        CostMinorUnits = cost?.MinorUnits;
    }

    /// <summary>
    /// What the meter counted. Registers and energy are held against each other: where they agree, they tell the unit as well; where they do
    /// not, nobody knows which is right, and a person decides.
    /// </summary>
    /// <param name="countsInWh">Null: found out.</param>
    public VendorCount Count(bool? countsInWh)
    {
        // Thousandths of a kWh are watt-hours.
        if (EndReadingThousandths is not { } end) return ByEnergy(EnergyWh ?? throw new InvalidOperationException($"Vendor session {VendorSessionId} has no end yet."), countsInWh ?? false);

        var inKwh = end - StartReadingThousandths;
        var inWh = inKwh / 1000;
        if (inKwh < 0) return ByRegisters(countsInWh ?? false) with { Doubt = "The vendor's register ran backwards." };
        if (EnergyWh is not { } told) return ByRegisters(countsInWh ?? inKwh > LargestInKwh);
        if (told < 0) return ByRegisters(countsInWh ?? false) with { Doubt = $"The vendor told negative energy ({MeterRules.Register(told)})." };
        if (countsInWh != true && IsAlike(inKwh, told)) return ByRegisters(false);
        if (countsInWh != false && IsAlike(inWh, told)) return ByRegisters(true);

        var counted = countsInWh == true ? inWh : inKwh;
        return ByRegisters(countsInWh ?? false) with { Doubt = $"The vendor told {MeterRules.Register(told)}, and its registers make {MeterRules.Register(counted)}.", ProposedWh = told };
    }

    // More than any car takes: then it counts in watt-hours.
    private const long LargestInKwh = 500_000;

    private VendorCount ByRegisters(bool isWh) => isWh
        ? new(StartReadingThousandths / 1000, EndReadingThousandths!.Value / 1000)
        : new(StartReadingThousandths, EndReadingThousandths!.Value);

    private VendorCount ByEnergy(long energyWh, bool isWh)
    {
        var start = isWh ? StartReadingThousandths / 1000 : StartReadingThousandths;
        return new(start, start + energyWh, energyWh < 0 ? $"The vendor told negative energy ({MeterRules.Register(energyWh)})." : null);
    }

    // Meters round: to a hundredth of a kWh, or to one in a hundred.
    private static bool IsAlike(long aWh, long bWh) => Math.Abs(aWh - bWh) <= Math.Max(10, bWh / 100);
}
