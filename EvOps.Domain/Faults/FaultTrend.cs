namespace EvOps.Domain.Faults;

/// <summary>How many faults began on a day, by cause.</summary>
public sealed record FaultDay(DateOnly Day, IReadOnlyDictionary<string, int> ByCause);

/// <summary>How several chargers fared together in a period, by the history of faults alone.</summary>
/// <param name="Days">By the calendar of UTC, the oldest first.</param>
/// <param name="MeanBetween">MTBF: the time they were without a fault, shared among the faults; null where there was none.</param>
/// <param name="AvailabilityPercent">The share of the time without a fault; null where there is no charger.</param>
public sealed record FaultTrend(FaultFigures Figures, IReadOnlyList<FaultDay> Days, TimeSpan? MeanBetween, double? AvailabilityPercent)
{
    /// <param name="events">In any order, of each fault that lasted into the period its begin too.</param>
    /// <param name="watched">Of each charger since when there is anything to know.</param>
    /// <param name="from">Begin of the period.</param>
    /// <param name="to">Its end.</param>
    public static FaultTrend Of(IEnumerable<FaultEvent> events, IReadOnlyDictionary<Guid, DateTimeOffset> watched, DateTimeOffset from, DateTimeOffset to)
    {
        var spans = FaultSpan.Of(events, to).ToList();
        var begun = spans.Where(span => span.Since >= from).ToList();
        var figures = FaultFigures.Of(begun);
        var period = watched.Values.Sum(since => Math.Max(0, (to - (since > from ? since : from)).Ticks));
        var down = spans.Where(span => watched.ContainsKey(span.ChargePointId)).GroupBy(span => span.ChargePointId).Sum(one => Together(one, from, to));
        var up = TimeSpan.FromTicks(Math.Max(0, period - down));
        return new(figures, DaysOf(begun, from, to), figures.MeanBetween(up), period == 0 ? null : 100.0 * up.Ticks / period);
    }

    // Two faults at once keep a charger from nothing more than one does.
    private static long Together(IEnumerable<FaultSpan> spans, DateTimeOffset from, DateTimeOffset to)
    {
        var (sum, reached) = (0L, from);
        foreach (var span in spans.OrderBy(s => s.Since))
        {
            var begin = span.Since > reached ? span.Since : reached;
            var end = span.Until < to ? span.Until.Value : to;
            if (end <= begin) continue;
            sum += (end - begin).Ticks;
            reached = end;
        }

        return sum;
    }

    private static List<FaultDay> DaysOf(List<FaultSpan> begun, DateTimeOffset from, DateTimeOffset to)
    {
        var byDay = begun.ToLookup(span => DateOnly.FromDateTime(span.Since.UtcDateTime));
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.AddTicks(-1).UtcDateTime));
        return
        [
            .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => first.AddDays(i))
                .Select(day => new FaultDay(day, byDay[day].GroupBy(span => span.Cause).ToDictionary(g => g.Key, g => g.Count()))),
        ];
    }
}
