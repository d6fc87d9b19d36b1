namespace EvOps.Domain.Sessions;

/// <summary>
/// What a meter said at one moment, in whole units that both databases can sort: one OCPP 1.6 MeterValue (§7.33) after
/// normalisation. A value that was absent, or that could not be trusted, is null; why it could not is in <see cref="Notes"/>.
/// </summary>
public sealed record MeterSample
{
    /// <summary>The charger's time in UTC; the time of arrival where the charger's clock made no sense.</summary>
    public required DateTimeOffset At { get; init; }

    public SampleContext Context { get; init; }

    /// <summary>The main meter's word (connector 0, or read on the clock): never billed to a session (§4.7).</summary>
    public bool IsMainMeter { get; init; }

    /// <summary>Register of imported energy at the outlet, in watt-hours; never negative.</summary>
    public long? EnergyWh { get; init; }

    /// <summary>Power drawn, in watts, all phases together; negative while the car feeds back.</summary>
    public int? PowerW { get; init; }

    /// <summary>Current drawn, in milliamperes.</summary>
    public PhaseValues CurrentMilliamps { get; init; }

    /// <summary>Voltage against neutral, in millivolts.</summary>
    public PhaseValues VoltageMillivolts { get; init; }

    /// <summary>State of charge of the car, 0 to 100.</summary>
    public int? SocPercent { get; init; }

    /// <summary>Temperature in tenths of a degree Celsius.</summary>
    public int? TemperatureDeciCelsius { get; init; }

    /// <summary>Measurands with no column of their own, as a JSON array of OCPP sampledValue objects.</summary>
    public string? Rest { get; init; }

    /// <summary>Signed values, opaque and untouched, as a JSON array of OCPP sampledValue objects (§7.49).</summary>
    public string? SignedData { get; init; }

    /// <summary>What was left out or corrected, in words, as evidence; empty in the normal case.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
