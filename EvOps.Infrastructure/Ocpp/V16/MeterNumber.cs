using System.Buffers.Text;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>
/// A decimal number as meters print it: a mantissa and how many of its digits are behind the point. Exact, and read without
/// allocating; exponents go the slower way through a double.
/// </summary>
internal readonly record struct MeterNumber(long Mantissa, int Decimals)
{
    private const int MostDigits = 18;

    private static ReadOnlySpan<long> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    /// <summary>False for "", "NaN", "1,5" and whatever else is no number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out MeterNumber number)
    {
        number = default;
        var rest = text;
        var negative = rest is [(byte)'-', ..];
        if (rest is [(byte)'-' or (byte)'+', ..])
            rest = rest[1..];
        long mantissa = 0;
        var (digits, decimals, afterPoint) = (0, 0, false);
        foreach (var letter in rest)
        {
            if (letter == '.' && !afterPoint)
            {
                afterPoint = true;
                continue;
            }
            if (!char.IsAsciiDigit((char)letter))
                return TryReadExponent(text, out number);
            digits++;
            if (mantissa >= Powers[MostDigits - 1])
            {
                // Digits beyond the eighteenth matter only in front of the point, and no meter has that many there.
                if (!afterPoint)
                    return false;
                continue;
            }
            mantissa = mantissa * 10 + (letter - '0');
            decimals += afterPoint ? 1 : 0;
        }
        number = new MeterNumber(negative ? -mantissa : mantissa, decimals);
        return digits > 0;
    }

    /// <summary>The number times ten to the <paramref name="power"/>, rounded half away from zero; false if it does not fit.</summary>
    public bool TryScale(int power, out long value)
    {
        value = 0;
        var shift = power - Decimals;
        if (shift >= 0)
        {
            if (Mantissa == 0)
                return true;
            if (shift > MostDigits)
                return false;
            var wide = (Int128)Mantissa * Powers[shift];
            if (wide < long.MinValue || wide > long.MaxValue)
                return false;
            value = (long)wide;
            return true;
        }
        if (-shift > MostDigits)
            return true;
        var divisor = Powers[-shift];
        var (quotient, remainder) = Math.DivRem(Mantissa, divisor);
        value = Math.Abs(remainder) >= divisor - Math.Abs(remainder) ? quotient + Math.Sign(Mantissa) : quotient;
        return true;
    }

    /// <inheritdoc cref="TryScale(int, out long)"/>
    public bool TryScale(int power, out int value)
    {
        var fits = TryScale(power, out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        value = fits ? (int)wide : 0;
        return fits;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out MeterNumber number)
    {
        number = default;
        // The parser also reads "NaN" and "Infinity"; neither is below the limit.
        if (!Utf8Parser.TryParse(text, out double value, out var used) || used != text.Length || !(Math.Abs(value) < 1e12))
            return false;
        number = new MeterNumber((long)Math.Round(value * 1e6), 6);
        return true;
    }
}
