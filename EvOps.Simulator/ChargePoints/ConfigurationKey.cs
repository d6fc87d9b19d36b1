using System.Globalization;

namespace EvOps.Simulator;

/// <summary>One configuration key of a charge point (OCPP 1.6 §9).</summary>
internal sealed record ConfigurationKey(
    string Name, KeyKind Kind, string Value, bool IsReadOnly = false, bool NeedsReboot = false, bool IsHidden = false)
{
    public bool Takes(string value) => Kind switch
    {
        KeyKind.Flag => bool.TryParse(value, out _),
        KeyKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        // W A01.FR.02: 16 to 20 bytes, sent as hexadecimal digits.
        KeyKind.Text when IsHidden => value.Length is >= 16 and <= 40,
        KeyKind.Text => value.Length <= 500,
    };
}
