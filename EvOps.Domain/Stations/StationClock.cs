using System.Globalization;

namespace EvOps.Domain.Stations;

/// <summary>
/// From the clock on a station's wall to real time and back. An hour that a change of the clock leaves out begins where the clock goes
/// on; of one that comes twice the first is where something begins, the second where something ends.
/// </summary>
public sealed class StationClock(TimeZoneInfo zone)
{
    /// <summary>UTC where this machine does not know the zone.</summary>
    public static StationClock Of(string timeZone) => new(TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc);

    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    /// <summary>The moment a day begins.</summary>
    public DateTimeOffset Midnight(DateOnly day) => Earliest(day.ToDateTime(TimeOnly.MinValue));

    public DateTimeOffset Earliest(DateTime local) => At(local, offsets => offsets.Max());

    public DateTimeOffset Latest(DateTime local) => At(local, offsets => offsets.Min());

    /// <summary>How long it is by the clock on the wall.</summary>
    public TimeSpan ByTheClock(Stretch stretch) => stretch.Length - zone.GetUtcOffset(stretch.From) + zone.GetUtcOffset(stretch.To);

    /// <summary>"11:00", with the day where it is not today.</summary>
    public string Say(DateTimeOffset at, DateTimeOffset now) =>
        Local(at).ToString(DayOf(at) == DayOf(now) ? "HH:mm" : "ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    private DateTimeOffset At(DateTime local, Func<IEnumerable<TimeSpan>, TimeSpan> choose)
    {
        if (zone.IsAmbiguousTime(local)) return Utc(local, choose(zone.GetAmbiguousTimeOffsets(local)));
        if (!zone.IsInvalidTime(local)) return Utc(local, zone.GetUtcOffset(local));

        var gap = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsInvalidTime(gap.AddMinutes(-1))) gap = gap.AddMinutes(-1);
        return Utc(gap, zone.GetUtcOffset(gap.AddMinutes(-1)));
    }

    private static DateTimeOffset Utc(DateTime local, TimeSpan offset) => new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset).ToUniversalTime();
}
