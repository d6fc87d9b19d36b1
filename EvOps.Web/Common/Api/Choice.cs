using System.Text.Json;

namespace EvOps.Web.Common.Api;

/// <summary>One of an enum, as a query parameter: <c>?status=NO_SHOW</c>, <c>?status=NoShow</c>. Take it as <c>Choice&lt;BookingState&gt;? status</c>; numbers and other words are refused.</summary>
public readonly record struct Choice<T>(T Value)
    where T : struct, Enum
{
#pragma warning disable CA1000 // Minimal APIs look for a public TryParse on the parameter's own type.
    public static bool TryParse(string? text, out Choice<T> choice)
#pragma warning restore CA1000
    {
        foreach (var value in Enum.GetValues<T>())
        {
            var (name, capitals) = (value.ToString(), JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));
            if (!string.Equals(text, name, StringComparison.OrdinalIgnoreCase) && !string.Equals(text, capitals, StringComparison.OrdinalIgnoreCase)) continue;

            choice = new Choice<T>(value);
            return true;
        }
        choice = default;
        return false;
    }
}
