namespace EvOps.Domain.Faults;

/// <summary>Faults of one kind in a period.</summary>
/// <param name="Cause">The error code, or where there is none the source.</param>
/// <param name="Lasted">Of those that are over, all together.</param>
public sealed record FaultsByCause(string Cause, int Count, int Over, TimeSpan Lasted);

/// <summary>How often a charger fails and how long that lasts (IEC 60050-192: mean operating time between failures, mean time to restoration).</summary>
/// <param name="Open">Faults that are not over yet.</param>
/// <param name="MeanRepair">MTTR, of faults that are over; null while none is.</param>
public sealed record FaultFigures(int Count, int Open, TimeSpan? MeanRepair, IReadOnlyList<FaultsByCause> ByCause)
{
    /// <summary>MTBF: the time the charger was up, shared among its faults; null while there was none.</summary>
    public TimeSpan? MeanBetween(TimeSpan up) => Count == 0 ? null : up / Count;

    /// <param name="events">Of one charger or of many, in any order, those before the period included: what began earlier and ended in it is no fault of the period.</param>
    /// <param name="from">Begin of the period.</param>
    /// <param name="to">Its end.</param>
    public static FaultFigures Of(IEnumerable<FaultEvent> events, DateTimeOffset from, DateTimeOffset to) => Of(FaultSpan.Of(events, to).Where(span => span.Since >= from));

    public static FaultFigures Of(IEnumerable<FaultSpan> spans)
    {
        var faults = spans.ToList();
        var over = faults.Where(f => f.Lasted is not null).Select(f => f.Lasted!.Value.Ticks).ToList();
        return new(
            faults.Count, faults.Count - over.Count, over.Count == 0 ? null : TimeSpan.FromTicks((long)over.Average()),
            [
                .. faults.GroupBy(f => f.Cause)
                    .Select(g => new FaultsByCause(g.Key, g.Count(), g.Count(f => f.Lasted is not null), TimeSpan.FromTicks(g.Sum(f => f.Lasted?.Ticks ?? 0))))
                    .OrderByDescending(g => g.Count).ThenBy(g => g.Cause, StringComparer.Ordinal),
            ]);
    }
}
