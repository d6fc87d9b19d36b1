using System.Globalization;

namespace EvOps.Web.Common;

/// <summary>Tables for those who account for something (RFC 4180).</summary>
public static class Csv
{
    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell));

    // A leading =, +, - or @ would be a formula to a spreadsheet, and people and chargers write what is in here.
    private static string Cell(string? text)
    {
        var value = text ?? "";
        if (!IsNumber(value) && value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }

    private static bool IsNumber(string value) => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
