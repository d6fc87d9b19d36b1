namespace EvOps.Domain.Users;

/// <summary>A telephone number as ITU-T E.164 has it: a plus, the country, the rest; 8 to 15 digits. Stored and compared in this form alone.</summary>
public static class Phone
{
    public const int LongestValue = 16;

    /// <summary>Digits a caller must tell at the least, to be found by the end of the number.</summary>
    public const int ShortestPart = 4;

    private const int FewestDigits = 8, MostDigits = 15;

    /// <summary>"+49 (0)171 39 20 001", "0049 171-3920001" as +491713920001. Null where it is no number, or one without its country.</summary>
    public static string? Normalise(string text)
    {
        var kept = Kept(text.Replace("(0)", "", StringComparison.Ordinal));
        if (kept is null) return null;

        var digits = kept switch
        {
            ['+', .. var rest] => rest,
            ['0', '0', .. var rest] => rest,
            _ => "",
        };
        return digits.Length is >= FewestDigits and <= MostDigits && digits[0] != '0' && digits.All(char.IsAsciiDigit) ? $"+{digits}" : null;
    }

    /// <summary>The digits of what somebody types to find a number, without the zeros that stand for "from abroad" and "from here"; null where it is no part of a number.</summary>
    public static string? PartOf(string text) =>
        Kept(text.Replace("(0)", "", StringComparison.Ordinal))?.TrimStart('+').TrimStart('0') is { Length: >= ShortestPart } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    // What stands between digits on paper goes; anything else is no number.
    private static string? Kept(string text)
    {
        var kept = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '/' or '(' or ')')));
        return kept.All(c => char.IsAsciiDigit(c) || c == '+') ? kept : null;
    }
}
