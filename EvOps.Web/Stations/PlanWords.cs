using System.Globalization;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;

namespace EvOps.Web.Stations;

/// <summary>Opening hours and planned work, as people say them.</summary>
internal static class PlanWords
{
    public static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>"Monday to Friday 08:00–20:00, Saturday 09:00–14:00".</summary>
    public static string Hours(OpeningHours? hours)
    {
        if (hours is null) return "Always";
        if (hours.Periods.Count == 0) return "Never";

        List<(DayOfWeek First, DayOfWeek Last, string Times)> runs = [];
        foreach (var day in Week)
        {
            var times = string.Join(" and ", hours.Periods.Where(p => p.Day == day).OrderBy(p => p.From).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.From:HH:mm}–{p.To:HH:mm}")));
            if (times.Length == 0) continue;
            if (runs is [.., var last] && last.Times == times && Array.IndexOf(Week, day) == Array.IndexOf(Week, last.Last) + 1) runs[^1] = last with { Last = day };
            else runs.Add((day, day, times));
        }

        return string.Join(", ", runs.Select(r => r.First == r.Last ? $"{r.First} {r.Times}" : $"{r.First} to {r.Last} {r.Times}"));
    }

    /// <summary>What is planned and not over, the next first.</summary>
    public static IEnumerable<string> Coming(StationRow station, DateTimeOffset now) =>
        from window in station.Description.Maintenance ?? []
        where window.To > now
        orderby window.From
        select $"{Place(station, window)}: {ShowTime.Clock(window.From, now, station.Description.TimeZone)} – {ShowTime.Clock(window.To, now, station.Description.TimeZone)}, {window.Reason}";

    private static string Place(StationRow station, MaintenanceWindow window)
    {
        if (window.ConnectorId is { } plug) return station.Connectors.FirstOrDefault(c => c.Id == plug) is { } one ? $"{one.ChargePoint} connector {one.Number}" : "A connector that is gone";
        return window.ChargePointId ?? "Whole station";
    }
}
