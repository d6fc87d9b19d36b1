namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Reads ISO 8601 as chargers write it, without allocating: yyyy-MM-ddTHH:mm[:ss[.fff…]] and then Z, +02, +0200, +02:00 or
/// nothing; a blank for the T, small letters and a decimal comma are understood too.
/// </summary>
internal static class IsoTime
{
    /// <summary>The moment in UTC ticks; false if the text is no time at all.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long utcTicks, out bool hasZone)
    {
        (utcTicks, hasZone) = (0, false);
        if (text.Length < 16
            || !Digits(text, 0, 4, out var year) || text[4] != '-'
            || !Digits(text, 5, 2, out var month) || text[7] != '-'
            || !Digits(text, 8, 2, out var day) || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !Digits(text, 11, 2, out var hour) || text[13] != ':'
            || !Digits(text, 14, 2, out var minute))
            return false;

        var at = 16;
        var second = 0;
        if (at < text.Length && text[at] == ':')
        {
            if (!Digits(text, at + 1, 2, out second))
                return false;
            at += 3;
        }
        var fraction = Fraction(text, ref at);
        if (!TryOffset(text[at..], out var offset, out hasZone))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;

        // A leap second (60) simply runs over into the next minute.
        utcTicks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + second * TimeSpan.TicksPerSecond + fraction
            - offset * TimeSpan.TicksPerMinute;
        return utcTicks >= 0 && utcTicks <= DateTime.MaxValue.Ticks;
    }

    private static long Fraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] is not ((byte)'.' or (byte)','))
            return 0;
        var ticks = 0L;
        var unit = TimeSpan.TicksPerSecond;
        for (at++; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
        {
            unit /= 10;
            ticks += (text[at] - '0') * unit;
        }
        return ticks;
    }

    private static bool TryOffset(ReadOnlySpan<byte> zone, out int minutes, out bool hasZone)
    {
        minutes = 0;
        hasZone = zone.Length > 0;
        if (zone is [] or [(byte)'Z' or (byte)'z'])
            return true;
        if (zone[0] is not ((byte)'+' or (byte)'-') || !Digits(zone, 1, 2, out var hours))
            return false;
        var rest = zone[3..];
        if (rest is [(byte)':', ..])
            rest = rest[1..];
        var part = 0;
        if (rest.Length != 0 && (rest.Length != 2 || !Digits(rest, 0, 2, out part)))
            return false;
        if (hours > 18 || part > 59)
            return false;
        minutes = (hours * 60 + part) * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        if (start + count > text.Length)
            return false;
        foreach (var digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = value * 10 + (digit - '0');
        }
        return true;
    }
}
