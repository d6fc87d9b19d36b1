using System.Globalization;
using EvOps.Web.Common;

namespace EvOps.Web.Bookings;

/// <summary>A day or a week of a station as it is drawn: from its midnight to another. A day is 23 to 25 hours long.</summary>
internal sealed class BookingPlan
{
    private const int SnapMinutes = 15, SnapMinutesOfWeek = 60, DaysOfWeek = 7;

    private readonly string timeZone;

    /// <param name="day">The day, or one of the week; weeks begin on Monday.</param>
    /// <param name="isWeek">Seven days.</param>
    /// <param name="timeZone">The station's.</param>
    public BookingPlan(DateOnly day, bool isWeek, string timeZone)
    {
        (this.timeZone, Day, IsWeek) = (timeZone, day, isWeek);
        First = isWeek ? day.AddDays(-(((int)day.DayOfWeek + 6) % DaysOfWeek)) : day;
        (From, To) = (Midnight(First, timeZone), Midnight(First.AddDays(Days), timeZone));
    }

    /// <summary>The day that was asked for.</summary>
    public DateOnly Day { get; }

    public bool IsWeek { get; }

    /// <summary>The first that is drawn.</summary>
    public DateOnly First { get; }

    public int Days => IsWeek ? DaysOfWeek : 1;

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    private double Minutes => (To - From).TotalMinutes;

    /// <summary>Every second hour, where it stands and what the clock there says; of a week every midnight and its day.</summary>
    public IEnumerable<(string Left, string Words)> Ticks()
    {
        for (var day = First; IsWeek && day < First.AddDays(Days); day = day.AddDays(1))
            yield return (Percent((Midnight(day, timeZone) - From).TotalMinutes / Minutes), day.ToString("ddd d MMM", CultureInfo.InvariantCulture));
        for (var at = From; !IsWeek && at < To; at = at.AddHours(2)) yield return (Percent((at - From).TotalMinutes / Minutes), ShowTime.In(at, timeZone).ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    /// <summary>Where a stretch stands, cut to what is drawn.</summary>
    public (string Left, string Width) Place(DateTimeOffset from, DateTimeOffset to)
    {
        var (begin, end) = (from < From ? From : from, to > To ? To : to);
        return (Percent((begin - From).TotalMinutes / Minutes), Percent(Math.Max(0, (end - begin).TotalMinutes) / Minutes));
    }

    public string? Now(DateTimeOffset now) => now >= From && now < To ? Percent((now - From).TotalMinutes / Minutes) : null;

    /// <summary>The moment at a share of the width, on a quarter of an hour; of a week on the hour.</summary>
    public DateTimeOffset At(double share)
    {
        var snap = IsWeek ? SnapMinutesOfWeek : SnapMinutes;
        return From.AddMinutes(Math.Round(Math.Clamp(share, 0, 1) * Minutes / snap) * snap);
    }

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
