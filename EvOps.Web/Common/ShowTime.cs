using System.Globalization;

namespace EvOps.Web.Common;

/// <summary>
/// Times as operators read them: relative up to an hour, then the clock of the place it happened at. In UTC where no place is
/// known, and said so.
/// </summary>
public static class ShowTime
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>"just now", "3 min ago", "in a moment", "in 5 min", "14:05", "yesterday 14:05", "12 Nov 14:05", "12 Nov 2025".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now, string? zone)
    {
        var age = now - at;
        return age switch
        {
            { TotalSeconds: > -10 and < 10 } => "just now",
            { TotalSeconds: > -60 and < 0 } => "in a moment",
            { TotalSeconds: > 0 and < 60 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: > 0 and < 60 } => $"{(int)age.TotalMinutes} min ago",
            { TotalMinutes: > -60 and < 0 } => $"in {(int)-age.TotalMinutes} min",
            _ => Clock(at, now, zone),
        };
    }

    /// <summary>The clock alone: with the day where it is not today's, without the hour where it is another year's.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now, string? zone)
    {
        var (there, today) = (In(at, zone), In(now, zone).Date);
        if (there.Date == today) return there.ToString("HH:mm", Plain);
        if (there.Date == today.AddDays(-1)) return there.ToString("'yesterday' HH:mm", Plain);
        if (there.Date == today.AddDays(1)) return there.ToString("'tomorrow' HH:mm", Plain);
        return there.ToString(there.Year == today.Year ? "d MMM HH:mm" : "d MMM yyyy", Plain);
    }

    /// <summary>The day alone: 20 November 2026.</summary>
    public static string Day(DateTimeOffset at, string? zone) => In(at, zone).ToString("d MMMM yyyy", Plain);

    /// <summary>To the second, with its zone: 2026-11-20 14:05:33 Europe/Berlin.</summary>
    public static string Exact(DateTimeOffset at, string? zone) =>
        $"{In(at, zone).ToString("yyyy-MM-dd HH:mm:ss", Plain)} {(IsKnown(zone) ? zone : "UTC")}";

    /// <summary>The same moment on the wall of an IANA zone.</summary>
    public static DateTimeOffset In(DateTimeOffset at, string? zone) =>
        zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? TimeZoneInfo.ConvertTime(at, found)
            : at.ToUniversalTime();

    /// <summary>What the clock of a place showed, as a moment. What summer time left out is the time after it.</summary>
    public static DateTimeOffset AtPlace(DateTime there, string? zone)
    {
        var place = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        while (place.IsInvalidTime(there)) there = there.AddMinutes(15);
        return new DateTimeOffset(there, place.GetUtcOffset(there)).ToUniversalTime();
    }

    private static bool IsKnown(string? zone) => zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
}
