using System.Globalization;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Tariffs;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Tariffs;

/// <summary>The bill of a session that one imagines, line by line, as one types. In a week without a change of the clock.</summary>
public sealed partial class PricePreview
{
    private static readonly DateTimeOffset Monday = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private string energy = "30", charging = "40", idle = "20";
    private TimeOnly? time = new(17, 45);
    private DayOfWeek day = DayOfWeek.Wednesday;

    /// <summary>Terms without a fault.</summary>
    [Parameter, EditorRequired]
    public TariffTerms Terms { get; set; } = null!;

    private (Bill? Bill, string? Refusal) Answer()
    {
        if (!Draft.TryNumber(energy, out var kwh) || !TryMinutes(charging, out var chargingMinutes) || !TryMinutes(idle, out var idleMinutes)
            || time is not { } clock) return (null, "Energy and minutes are numbers, and the session begins at a time of day.");

        var start = Monday.AddDays(((int)day + 6) % 7) + clock.ToTimeSpan();
        var answer = new PriceQuestion(start, kwh, chargingMinutes, idleMinutes).Answer(Terms, TimeZoneInfo.Utc, start);
        return answer.IsDone ? (answer.Value, null) : (null, answer.Refusal.Message);
    }

    private static bool TryMinutes(string text, out int minutes) => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out minutes);
}
