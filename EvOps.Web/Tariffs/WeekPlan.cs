using EvOps.Domain.Tariffs;
using EvOps.Web.Common;

namespace EvOps.Web.Tariffs;

/// <summary>A stretch of a day in which one period holds, or none.</summary>
/// <param name="Period">Its place in the list; null where none holds.</param>
internal sealed record WeekStretch(int FromMinute, int ToMinute, int? Period);

/// <summary>Which period holds when, in a week without a change of the clock.</summary>
internal static class WeekPlan
{
    private const int Day = 24 * 60;

    public static readonly IReadOnlyList<DayOfWeek> Days = [.. Enumerable.Range(1, 7).Select(day => (DayOfWeek)(day % 7))];

    // A Monday.
    private static readonly DateTime Monday = new(2024, 1, 1);

    public static IReadOnlyList<WeekStretch> Of(TariffTerms terms, DayOfWeek day)
    {
        var date = Monday.AddDays(((int)day + 6) % 7);
        var cuts = terms.Periods.SelectMany(p => new[] { Minute(p.From), Minute(p.To) }).Append(0).Distinct().Order().ToList();
        List<WeekStretch> stretches = [];
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1).Append(Day)))
        {
            int? period = terms.Periods.Index().Where(p => p.Item.Holds(date.AddMinutes(from))).Select(p => (int?)p.Index).FirstOrDefault();
            if (stretches is [.., var last] && last.Period == period) stretches[^1] = last with { ToMinute = to };
            else stretches.Add(new(from, to, period));
        }

        return stretches;
    }

    /// <summary>"every day 18:00–22:00", "Mon–Fri 18:00–22:00", "Sat, Sun all day".</summary>
    public static string When(TariffPeriod period) => $"{InWords(period.Days)} {Hours(period)}";

    public static string Short(DayOfWeek day) => day.ToString()[..3];

    public static string Time(int minute) => minute == Day ? "24:00" : Show.TimeOfDay(TimeOnly.MinValue.AddMinutes(minute));

    private static string Hours(TariffPeriod period) => (period.From == period.To, period.From) switch
    {
        (true, { Ticks: 0 }) => "all day",
        (true, _) => $"from {Show.TimeOfDay(period.From)} for a whole day",
        (false, _) => $"{Show.TimeOfDay(period.From)}–{(period.To.Ticks == 0 ? "24:00" : Show.TimeOfDay(period.To))}",
    };

    private static string InWords(IReadOnlyList<DayOfWeek> days)
    {
        var places = Days.Index().Where(day => days.Contains(day.Item)).Select(day => day.Index).ToList();
        if (places.Count is 0 or 7) return "every day";
        var isRow = places.Count > 2 && places[^1] - places[0] == places.Count - 1;
        return isRow ? $"{Short(Days[places[0]])}–{Short(Days[places[^1]])}" : string.Join(", ", places.Select(place => Short(Days[place])));
    }

    private static int Minute(TimeOnly time) => (int)time.ToTimeSpan().TotalMinutes;
}
