using System.Globalization;
using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>Reads a connector's meter into the form of MeterValues (OCPP 1.6 §4.7, §7.33).</summary>
internal static class MeterSampler
{
    public const string Energy = "Energy.Active.Import.Register";
    private const string Power = "Power.Active.Import";
    private const string Current = "Current.Import";
    private const string Voltage = "Voltage";
    private const string Soc = "SoC";

    /// <summary>Every measurand its meters can read, as MeterValuesSampledData lists them.</summary>
    public static string Everything =>
        string.Join(',', Energy, Power, Current, Voltage, Soc);

    /// <summary>One MeterValue.</summary>
    /// <param name="connector">Whose meter.</param>
    /// <param name="registerWh">The energy register as it is to be told.</param>
    /// <param name="inKilo">Whether energy and power are told a thousand times too small for their unit (a misbehaviour).</param>
    /// <param name="at">timestamp.</param>
    /// <param name="measurands">What to read; what this meter cannot read is left out.</param>
    /// <param name="context">ReadingContext of §7.35.</param>
    public static JsonObject Read(
        Connector connector, long registerWh, bool inKilo, DateTimeOffset at, IEnumerable<string> measurands, string context)
    {
        var values = new JsonArray();
        foreach (var measurand in measurands)
            Read(connector, registerWh, inKilo, measurand, context, values);
        return new JsonObject { ["timestamp"] = OcppTime.Text(at), ["sampledValue"] = values };
    }

    private static void Read(Connector connector, long registerWh, bool inKilo, string measurand, string context, JsonArray values)
    {
        switch (measurand)
        {
            case Energy:
                values.Add(Value(inKilo ? Text(registerWh / 1000.0, "0.000") : Text(registerWh, "0"), measurand, "Wh", context, "Outlet"));
                break;
            case Power:
                values.Add(Value(inKilo ? Text(connector.PowerKw, "0.00") : Text(connector.PowerKw * 1000, "0"), measurand, "W", context, "Outlet"));
                break;
            case Current when connector.IsDirectCurrent:
                values.Add(Value(Text(connector.PowerKw * 1000 / DcVolts(connector)), measurand, "A", context, "Outlet"));
                break;
            case Current:
                for (var phase = 1; phase <= connector.PhasesInUse; phase++)
                    values.Add(Value(Text(PhaseAmperes(connector, phase)), measurand, "A", context, "Outlet", $"L{phase}"));
                break;
            case Voltage when connector.IsDirectCurrent:
                values.Add(Value(Text(DcVolts(connector)), measurand, "V", context, "Outlet"));
                break;
            case Voltage:
                for (var phase = 1; phase <= connector.PhasesInUse; phase++)
                    values.Add(Value(Text(PhaseVolts(connector, phase)), measurand, "V", context, "Outlet", $"L{phase}-N"));
                break;
            case Soc when connector.ToldSoc is { } soc:
                values.Add(Value(Text(soc, "0"), measurand, "Percent", context, "EV"));
                break;
            default:
                break;
        }
    }

    private static double PhaseAmperes(Connector connector, int phase) =>
        connector.PowerKw * 1000 / connector.PhasesInUse / PhaseVolts(connector, phase);

    // The grid sags under load, a little differently on each phase; enough to look alive, and the same each time.
    private static double PhaseVolts(Connector connector, int phase) => 231.6 - connector.PowerKw * 0.12 + phase * 0.4;

    private static double DcVolts(Connector connector) => 330 + (connector.Car?.Soc ?? 0) * 0.9;

    private static string Text(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);

    private static JsonObject Value(
        string value, string measurand, string unit, string context, string location, string? phase = null)
    {
        var sampled = new JsonObject
        {
            ["value"] = value,
            ["context"] = context,
            ["measurand"] = measurand,
            ["location"] = location,
            ["unit"] = unit,
        };
        if (phase is not null)
            sampled["phase"] = phase;
        return sampled;
    }
}
