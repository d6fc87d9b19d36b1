namespace EvOps.Domain.Sessions;

/// <summary>
/// One row per moment the meter was read: what counts as columns, the rest as the JSON it came in. Rows are only ever appended;
/// a value that was refused is not in its column but in <see cref="Evidence"/>, with the reason.
/// </summary>
public sealed class MeterReading
{
    public long Id { get; init; }

    /// <summary>The session's transaction; 0 where the charger named none that we know.</summary>
    public int TransactionId { get; init; }

    /// <summary>Set only where no transaction was found: whose meter it was.</summary>
    public Guid? ChargePointId { get; init; }

    /// <summary>OCPP connector number; 0 is the main meter.</summary>
    public int ConnectorNumber { get; init; }

    public DateTimeOffset At { get; init; }

    public SampleContext Context { get; init; }

    /// <summary>Lifetime register, watt-hours.</summary>
    public long? EnergyWh { get; init; }

    public int? PowerW { get; init; }

    /// <summary>Milliamperes; L1 also carries a current that was told without a phase.</summary>
    public int? CurrentL1 { get; init; }

    public int? CurrentL2 { get; init; }

    public int? CurrentL3 { get; init; }

    /// <summary>Millivolts; L1 also carries a voltage that was told without a phase.</summary>
    public int? VoltageL1 { get; init; }

    public int? VoltageL2 { get; init; }

    public int? VoltageL3 { get; init; }

    public int? SocPercent { get; init; }

    /// <summary>Measurands without a column, and signed values: JSON as sent.</summary>
    public string? Rest { get; init; }

    /// <summary>What was refused and why; null when everything was fine.</summary>
    public string? Evidence { get; init; }
}
