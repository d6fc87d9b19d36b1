using System.Globalization;
using EvOps.Web.Common;

namespace EvOps.Web.Bookings;

/// <summary>A day of a station as it is drawn: from its midnight to the next, 23 to 25 hours long.</summary>
internal sealed class DayPlan(DateOnly day, string timeZone)
{
    private const int SnapMinutes = 15;

    public DateOnly Day => day;

    public DateTimeOffset From { get; } = Midnight(day, timeZone);

    public DateTimeOffset To { get; } = Midnight(day.AddDays(1), timeZone);

    private double Minutes => (To - From).TotalMinutes;

    /// <summary>Every second hour, where it stands and what the clock there says.</summary>
    public IEnumerable<(string Left, string Words)> Ticks()
    {
        for (var at = From; at < To; at = at.AddHours(2)) yield return (Percent((at - From).TotalMinutes / Minutes), ShowTime.In(at, timeZone).ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    /// <summary>Where a stretch stands, cut to the day.</summary>
    public (string Left, string Width) Place(DateTimeOffset from, DateTimeOffset to)
    {
        var (begin, end) = (from < From ? From : from, to > To ? To : to);
        return (Percent((begin - From).TotalMinutes / Minutes), Percent(Math.Max(0, (end - begin).TotalMinutes) / Minutes));
    }

    public string? Now(DateTimeOffset now) => now >= From && now < To ? Percent((now - From).TotalMinutes / Minutes) : null;

    /// <summary>The moment at a share of the day's width, on a quarter of an hour.</summary>
    public DateTimeOffset At(double share) => From.AddMinutes(Math.Round(Math.Clamp(share, 0, 1) * Minutes / SnapMinutes) * SnapMinutes);

    public static DateOnly Today(DateTimeOffset now, string timeZone) => DateOnly.FromDateTime(ShowTime.In(now, timeZone).DateTime);

    /// <summary>The wall clock of the place as a moment; an hour that the change of the clock leaves out is taken for the next.</summary>
    public static DateTimeOffset Moment(DateTime wall, string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        while (zone.IsInvalidTime(wall)) wall = wall.AddMinutes(SnapMinutes);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    private static DateTimeOffset Midnight(DateOnly day, string timeZone) => Moment(day.ToDateTime(TimeOnly.MinValue), timeZone);

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
