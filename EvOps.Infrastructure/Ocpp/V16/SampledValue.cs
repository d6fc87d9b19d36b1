using System.Text.Json;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>
/// One sampledValue (OCPP 1.6 §7.43) with the standard's defaults filled in. It lives on the stack and points into the payload.
/// </summary>
internal ref struct SampledValue
{
    /// <summary>The value's text, or the number where a charger sent a JSON number.</summary>
    public ReadOnlySpan<byte> Value;
    public Measurand Measurand;
    public Phase Phase;
    public ReadOnlySpan<byte> Unit;
    public ReadOnlySpan<byte> Context;
    public bool IsAtOutlet;
    public bool IsSigned;

    /// <summary>Its JSON as sent.</summary>
    public ReadOnlySpan<byte> Json;

    public static SampledValue Read(scoped ref PayloadReader fields)
    {
        var start = fields.Start;
        var sampled = new SampledValue { Measurand = Measurand.Energy, IsAtOutlet = true };
        while (fields.NextField())
        {
            if (fields.Is("value"u8))
                sampled.Value = Scalar(ref fields);
            else if (fields.Is("measurand"u8))
                sampled.Measurand = MeasurandOf(Scalar(ref fields));
            else if (fields.Is("phase"u8))
                sampled.Phase = PhaseOf(Scalar(ref fields));
            else if (fields.Is("unit"u8))
                sampled.Unit = Scalar(ref fields);
            else if (fields.Is("context"u8))
                sampled.Context = Scalar(ref fields);
            else if (fields.Is("location"u8))
                sampled.IsAtOutlet = Scalar(ref fields) is [] or [(byte)'O', (byte)'u', (byte)'t', (byte)'l', (byte)'e', (byte)'t'];
            else if (fields.Is("format"u8))
                sampled.IsSigned = Scalar(ref fields).SequenceEqual("SignedData"u8);
            else
                fields.Extra();
        }
        sampled.Json = fields.Since(start);
        return sampled;
    }

    // Null counts as absent, so it comes back as nothing; an object or array is no value and does not either.
    private static ReadOnlySpan<byte> Scalar(scoped ref PayloadReader fields)
    {
        switch (fields.Token)
        {
            case JsonTokenType.String:
                return fields.Utf8();
            case JsonTokenType.Number:
                return fields.Raw();
            default:
                fields.Skip();
                return default;
        }
    }

    private static Measurand MeasurandOf(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("Energy.Active.Import.Register"u8) ? Measurand.Energy
        : name.SequenceEqual("Power.Active.Import"u8) ? Measurand.Power
        : name.SequenceEqual("Current.Import"u8) ? Measurand.Current
        : name.SequenceEqual("Voltage"u8) ? Measurand.Voltage
        : name.SequenceEqual("SoC"u8) ? Measurand.Soc
        : name.SequenceEqual("Temperature"u8) ? Measurand.Temperature
        : Measurand.Other;

    private static Phase PhaseOf(ReadOnlySpan<byte> name) => name switch
    {
        [] => Phase.None,
        [(byte)'L', (byte)'1'] or [(byte)'L', (byte)'1', (byte)'-', (byte)'N'] => Phase.L1,
        [(byte)'L', (byte)'2'] or [(byte)'L', (byte)'2', (byte)'-', (byte)'N'] => Phase.L2,
        [(byte)'L', (byte)'3'] or [(byte)'L', (byte)'3', (byte)'-', (byte)'N'] => Phase.L3,
        [(byte)'N'] => Phase.N,
        _ => Phase.Other,
    };
}

/// <summary>The measurands that have a column (OCPP 1.6 §7.31); all others are kept as they came.</summary>
internal enum Measurand
{
    Energy,
    Power,
    Current,
    Voltage,
    Soc,
    Temperature,
    Other,
}

/// <summary>Conductors (OCPP 1.6 §7.34); L1-N counts as L1, and L1-L2 and its like as Other.</summary>
internal enum Phase
{
    None,
    L1,
    L2,
    L3,
    N,
    Other,
}
