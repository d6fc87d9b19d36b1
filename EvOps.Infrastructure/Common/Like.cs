namespace EvOps.Infrastructure.Common;

/// <summary>Patterns for <c>EF.Functions.Like</c>, in which what a person typed stands for itself.</summary>
public static class Like
{
    public const string Escape = "\\";

    public static string Containing(string text) => $"%{Escaped(text)}%";

    public static string Beginning(string text) => $"{Escaped(text)}%";

    /// <summary>The text itself, whatever its case.</summary>
    public static string Exactly(string text) => Escaped(text);

    private static string Escaped(string text) => text.Trim()
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal);
}
