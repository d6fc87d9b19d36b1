using System.Globalization;

namespace EvOps.Simulator;

/// <summary>Times on the wire: UTC with milliseconds and Z (OCPP 1.6 §3.15).</summary>
internal static class OcppTime
{
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
