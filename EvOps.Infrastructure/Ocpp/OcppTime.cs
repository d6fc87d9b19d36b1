using System.Globalization;
using System.Text;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// OCPP's date-time (OCPP 1.6 §3.15): offsets and fractions must be understood. Charger clocks are also without a zone, in
/// 1970 or in the year 1; where a time makes no sense the time of arrival stands in, with a note.
/// </summary>
public static class OcppTime
{
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromDays(1);

    /// <summary>The time in UTC, and a note if it is not simply what the charger said.</summary>
    public static (DateTimeOffset Utc, string? Note) Parse(string text, DateTimeOffset arrival) =>
        Parse(Encoding.UTF8.GetBytes(text), arrival);

    /// <inheritdoc cref="Parse(string, DateTimeOffset)"/>
    public static (DateTimeOffset Utc, string? Note) Parse(ReadOnlySpan<byte> utf8, DateTimeOffset arrival)
    {
        var trimmed = utf8.Trim(" \t\r\n"u8);
        if (!IsoTime.TryRead(trimmed, out var ticks, out var hasZone))
            return (arrival.ToUniversalTime(), $"\"{JsonText.Shown(utf8)}\" is not a time; the time of arrival is used");
        if (ticks < Earliest.UtcTicks || ticks > (arrival + FurthestAhead).UtcTicks)
            return (arrival.ToUniversalTime(), $"\"{JsonText.Shown(utf8)}\" cannot be right; the time of arrival is used");
        return (new DateTimeOffset(ticks, TimeSpan.Zero), hasZone ? null : $"\"{JsonText.Shown(utf8)}\" has no zone; taken as UTC");
    }

    /// <summary>yyyy-MM-ddTHH:mm:ss.fffZ: what every charger understands.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
