namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>
/// Units of measure (OCPP 1.6 §7.45) as the power of ten that leads to the whole unit kept; null for a unit that does not
/// belong to the quantity. An absent unit is the natural one.
/// </summary>
internal static class MeterUnit
{
    /// <summary>To watt-hours.</summary>
    public static int? Energy(ReadOnlySpan<byte> unit) =>
        unit.IsEmpty || unit.SequenceEqual("Wh"u8) ? 0
        : unit.SequenceEqual("kWh"u8) ? 3
        : null;

    /// <summary>To watts. The standard's default for every measurand is Wh, so a power "in Wh" is one in watts.</summary>
    public static int? Power(ReadOnlySpan<byte> unit) =>
        unit.IsEmpty || unit.SequenceEqual("W"u8) || unit.SequenceEqual("Wh"u8) ? 0
        : unit.SequenceEqual("kW"u8) ? 3
        : null;

    /// <summary>To milliamperes.</summary>
    public static int? Current(ReadOnlySpan<byte> unit) => unit.IsEmpty || unit.SequenceEqual("A"u8) ? 3 : null;

    /// <summary>To millivolts.</summary>
    public static int? Voltage(ReadOnlySpan<byte> unit) => unit.IsEmpty || unit.SequenceEqual("V"u8) ? 3 : null;

    /// <summary>To tenths of a degree Celsius. "Celcius" is the standard's own slip, corrected in its errata; both are sent.</summary>
    public static bool TryDeciCelsius(MeterNumber number, ReadOnlySpan<byte> unit, out int tenths)
    {
        tenths = 0;
        if (!number.TryScale(3, out int thousandths) || thousandths is < -1_000_000 or > 1_000_000)
            return false;
        double celsius;
        if (unit.IsEmpty || unit.SequenceEqual("Celsius"u8) || unit.SequenceEqual("Celcius"u8))
            celsius = thousandths;
        else if (unit.SequenceEqual("K"u8))
            celsius = thousandths - 273_150;
        else if (unit.SequenceEqual("Fahrenheit"u8))
            celsius = (thousandths - 32_000) * 5 / 9.0;
        else
            return false;
        tenths = (int)Math.Round(celsius / 100, MidpointRounding.AwayFromZero);
        return true;
    }
}
