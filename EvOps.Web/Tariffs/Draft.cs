using System.Globalization;
using EvOps.Domain.Common;

namespace EvOps.Web.Tariffs;

/// <summary>Reads what a person types.</summary>
internal static class Draft
{
    /// <summary>With a point or a comma before the decimals.</summary>
    public static bool TryNumber(string text, out decimal number) => decimal.TryParse(
        text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Nothing typed is nothing asked for.</summary>
    public static decimal? Price(string text, FieldErrors errors, string field)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var isNumber = TryNumber(text, out var number);
        errors.Check(isNumber, field, "A price is a number such as 0.49.");
        return isNumber ? number : 0;
    }

    public static string Text(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Empty where there is no price: zero is what is left out.</summary>
    public static string TextOrNone(decimal number) => number == 0 ? "" : Text(number);
}
