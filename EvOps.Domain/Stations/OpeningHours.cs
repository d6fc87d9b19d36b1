using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>A part of the week by the station's own clock. An end at or before its beginning is on the next day: 08:00 to 00:00 ends at midnight, 22:00 to 06:00 in the morning.</summary>
public sealed record OpeningPeriod(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>When a station is open, week by week. What no period covers is closed.</summary>
public sealed record OpeningHours(IReadOnlyList<OpeningPeriod> Periods)
{
    public const int MostPeriods = 100;

    public void Check(FieldErrors errors)
    {
        errors.Check(Periods.Count <= MostPeriods, "openingHours", $"Opening hours are at most {MostPeriods} periods.");
        errors.Check(Periods.All(p => p is not null && Enum.IsDefined(p.Day)), "openingHours", "A day is one of Monday to Sunday.");
    }

    /// <summary>When it is open in real time, around a stretch.</summary>
    public IReadOnlyList<Stretch> Open(StationClock clock, Stretch around)
    {
        // A period of the day before may last into the first day.
        var (day, last) = (clock.DayOf(around.From).AddDays(-1), clock.DayOf(around.To));
        List<Stretch> open = [];
        for (; day <= last; day = day.AddDays(1))
            open.AddRange(Periods.Where(p => p.Day == day.DayOfWeek).Select(p => On(day, p, clock)));
        return Stretch.Merge(open);
    }

    private static Stretch On(DateOnly day, OpeningPeriod period, StationClock clock) => new(
        clock.Earliest(day.ToDateTime(period.From)),
        // Midnight is where the next day begins, also where it comes twice.
        period.To == TimeOnly.MinValue ? clock.Midnight(day.AddDays(1)) : clock.Latest((period.To <= period.From ? day.AddDays(1) : day).ToDateTime(period.To)));
}
