namespace EvOps.Domain.Faults;

/// <summary>One day of a charger.</summary>
/// <param name="Known">False before its first word.</param>
/// <param name="Worst">The gravest cause of that day; null where all plugs could be used all day.</param>
/// <param name="DownShare">0 to 1: how much of the plugs' time of that day was lost.</param>
/// <param name="Causes">How long each cause lasted, of all plugs together, the longest first.</param>
public sealed record HealthDay(DateOnly Day, bool Known, DowntimeCause? Worst, double DownShare, IReadOnlyList<(DowntimeCause Cause, string? Code, TimeSpan Lasted)> Causes)
{
    /// <summary>The days of a period, by the calendar of the charger's own place, the oldest first.</summary>
    public static IReadOnlyList<HealthDay> StripOf(IReadOnlyList<PlugUptime> plugs, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var (first, last) = (DayOf(from, zone), DayOf(to.AddTicks(-1), zone));
        return [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => Of(plugs, first.AddDays(i), to, zone))];
    }

    /// <summary>The last days up to a moment, by the calendar of the charger's own place, the oldest first.</summary>
    public static IReadOnlyList<HealthDay> StripOf(IReadOnlyList<PlugUptime> plugs, int days, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DayOf(now, zone);
        return [.. Enumerable.Range(0, days).Select(i => Of(plugs, today.AddDays(i - days + 1), now, zone))];
    }

    private static HealthDay Of(IReadOnlyList<PlugUptime> plugs, DateOnly day, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (begin, end) = (BeginOf(day, zone), BeginOf(day.AddDays(1), zone));
        if (end > now) end = now;
        var outages = plugs.SelectMany(p => p.Outages.Select(o => Cut(o, begin, end))).Where(o => o.Length > TimeSpan.Zero).ToList();
        var measured = plugs.Sum(p => Math.Max(0, (Min(p.To, end) - Max(p.From, begin)).Ticks));
        return new(
            day, measured > 0, outages.Count == 0 ? null : outages.Min(o => o.Cause), measured == 0 ? 0 : (double)outages.Sum(o => o.Length.Ticks) / measured,
            [
                .. outages.GroupBy(o => (o.Cause, o.Code)).Select(g => (g.Key.Cause, g.Key.Code, TimeSpan.FromTicks(g.Sum(o => o.Length.Ticks))))
                    .OrderByDescending(c => c.Item3),
            ]);
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    // A day that begins within the hour that summer time leaves out begins after it.
    private static DateTimeOffset BeginOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static Outage Cut(Outage outage, DateTimeOffset from, DateTimeOffset to) => outage with { From = Max(outage.From, from), To = Min(outage.To, to) };

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
