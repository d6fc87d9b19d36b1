using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>
/// Collects the sampled values of one moment and decides what they mean together: a total beats its phases, phases alone
/// are added up for energy and power and never for current and voltage, and what is no number is evidence, not a value.
/// </summary>
internal struct MeterSampleBuilder
{
    private const int MostNotes = 16;

    private EnergyRegister energy;
    private PhaseSet power;
    private PhaseSet current;
    private PhaseSet voltage;
    private int? soc;
    private int? temperature;
    private SampleContext? context;
    private JsonArrayText rest;
    private JsonArrayText signed;
    private List<string>? notes;

    public void Add(SampledValue sampled)
    {
        if (sampled.Measurand == Measurand.Energy || context is null)
            context = ContextOf(sampled.Context);

        if (sampled.IsSigned)
            signed.Add(sampled.Json);
        else if (!HasColumn(sampled))
            rest.Add(sampled.Json);
        else if (MeterNumber.TryRead(sampled.Value.Trim(" \t\r\n"u8), out var number))
            AddNumber(sampled, number);
        else
            LeaveOut(sampled, "is not a number");
    }

    public readonly MeterSample Build(DateTimeOffset at) => new()
    {
        At = at,
        Context = context ?? SampleContext.Periodic,
        IsMainMeter = context == SampleContext.Clock,
        EnergyWh = energy.Wh,
        PowerW = power.Total,
        CurrentMilliamps = current.PerPhase,
        VoltageMillivolts = voltage.PerPhase,
        SocPercent = soc,
        TemperatureDeciCelsius = temperature,
        Rest = rest.Text,
        SignedData = signed.Text,
        Notes = (IReadOnlyList<string>?)notes ?? [],
    };

    // What was measured in the car, at the inlet or in the body is not what the outlet delivered. A state of charge and a
    // temperature can hardly be measured at the outlet, so for them the place does not matter.
    private static bool HasColumn(in SampledValue sampled) => sampled.Measurand switch
    {
        Measurand.Energy => sampled.IsAtOutlet && sampled.Phase is not (Phase.N or Phase.Other),
        Measurand.Power or Measurand.Current or Measurand.Voltage => sampled.IsAtOutlet && sampled.Phase != Phase.Other,
        Measurand.Soc or Measurand.Temperature => true,
        Measurand.Other => false,
    };

    private void AddNumber(in SampledValue sampled, MeterNumber number)
    {
        switch (sampled.Measurand)
        {
            case Measurand.Energy:
                AddEnergy(sampled, number);
                break;
            case Measurand.Power:
                // OCPP's default unit is Wh for everything; for a power it can only mean W.
                Put(ref power, sampled, number, MeterUnit.Power(sampled.Unit));
                break;
            case Measurand.Current:
                Put(ref current, sampled, number, MeterUnit.Current(sampled.Unit));
                break;
            case Measurand.Voltage:
                Put(ref voltage, sampled, number, MeterUnit.Voltage(sampled.Unit));
                break;
            case Measurand.Soc:
                if (number.TryScale(0, out int percent) && percent is >= 0 and <= 100)
                    soc = percent;
                else
                    LeaveOut(sampled, "is not between 0 and 100");
                break;
            case Measurand.Temperature:
                if (MeterUnit.TryDeciCelsius(number, sampled.Unit, out var tenths))
                    temperature = tenths;
                else
                    LeaveOut(sampled, "is no temperature");
                break;
            case Measurand.Other:
                break;
        }
    }

    private void AddEnergy(in SampledValue sampled, MeterNumber number)
    {
        if (MeterUnit.Energy(sampled.Unit) is not { } power)
            KeepForeign(sampled);
        else if (!number.TryScale(power, out long wattHours))
            LeaveOut(sampled, "is more than a meter can count");
        else if (energy.Put(sampled.Phase, wattHours) is { } why)
            LeaveOut(sampled, why);
    }

    private void Put(ref PhaseSet set, in SampledValue sampled, MeterNumber number, int? powerOfTen)
    {
        if (powerOfTen is null)
            KeepForeign(sampled);
        else if (number.TryScale(powerOfTen.Value, out int value))
            set.TryPut(sampled.Phase, value);
        else
            LeaveOut(sampled, "is more than a meter can count");
    }

    private void KeepForeign(in SampledValue sampled)
    {
        rest.Add(sampled.Json);
        Note($"{sampled.Measurand}: unit \"{JsonText.Shown(sampled.Unit)}\" is not one of it, kept as it came");
    }

    private void LeaveOut(in SampledValue sampled, string why) =>
        Note($"{sampled.Measurand}: \"{JsonText.Shown(sampled.Value)}\" {why}");

    private void Note(string text)
    {
        notes ??= [];
        if (notes.Count < MostNotes)
            notes.Add(text);
    }

    private static SampleContext ContextOf(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("Sample.Periodic"u8) ? SampleContext.Periodic
        : name.SequenceEqual("Sample.Clock"u8) ? SampleContext.Clock
        : name.SequenceEqual("Transaction.Begin"u8) ? SampleContext.TransactionBegin
        : name.SequenceEqual("Transaction.End"u8) ? SampleContext.TransactionEnd
        : name.SequenceEqual("Interruption.Begin"u8) ? SampleContext.InterruptionBegin
        : name.SequenceEqual("Interruption.End"u8) ? SampleContext.InterruptionEnd
        : name.SequenceEqual("Trigger"u8) ? SampleContext.Trigger
        : SampleContext.Other;
}
