using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>What a change is about. Each stands by itself: a plug that is well does not make its charger's connection come back.</summary>
public enum ConditionTrack
{
    Plug,
    Charger,
    Connection,
    Monitor,
}

/// <summary>Something that a plug depends on changed.</summary>
/// <param name="Cause">Why the plug cannot be used from now on; null where this stands in its way no more.</param>
/// <param name="Code">The error code or reason behind it.</param>
public readonly record struct ConditionChange(DateTimeOffset At, ConditionTrack Track, DowntimeCause? Cause, string? Code = null);

/// <summary>A stretch of time in which a plug could not be used.</summary>
public readonly record struct Outage(DateTimeOffset From, DateTimeOffset To, DowntimeCause Cause, string? Code)
{
    public TimeSpan Length => To - From;
}

/// <summary>Why what happened in a stretch of time is left out, whatever it was.</summary>
/// <param name="Words">Of who says so.</param>
public sealed record Excuse(Stretch Time, DowntimeCause Cause, string? Words);

/// <summary>Makes outages of what changed.</summary>
public static class Downtime
{
    /// <param name="changes">In any order, among them what had changed before the period.</param>
    /// <param name="from">Begin of the period.</param>
    /// <param name="to">Its end.</param>
    /// <returns>In order, without overlap, inside the period; stretches of one cause that touch are one.</returns>
    public static IReadOnlyList<Outage> Of(IEnumerable<ConditionChange> changes, DateTimeOffset from, DateTimeOffset to)
    {
        var standing = new (DowntimeCause Cause, string? Code)?[Enum.GetValues<ConditionTrack>().Length];
        List<Outage> outages = [];
        var begun = from;
        foreach (var change in changes.OrderBy(c => c.At))
        {
            if (change.At >= to) break;
            if (change.At > begun)
            {
                Add(outages, begun, change.At, standing);
                begun = change.At;
            }

            standing[(int)change.Track] = change.Cause is { } cause ? (cause, change.Code) : null;
        }

        Add(outages, begun, to, standing);
        return outages;
    }

    /// <summary>
    /// What the connection means for the plugs. Of a charger that was connected when this house closed nobody knows how it fared until
    /// it is back; one that does not come back soon is taken to be gone since the house opened again.
    /// </summary>
    /// <param name="lines">When the connection came and went, in order, among them the last line before the period.</param>
    /// <param name="closed">When this house was closed, in order.</param>
    /// <param name="patience">How long after that a charger may take to come back.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<ConditionChange> OfConnection(IReadOnlyList<(DateTimeOffset At, bool IsOnline)> lines, IReadOnlyList<Stretch> closed, TimeSpan patience, DateTimeOffset now)
    {
        var unknown = closed.Where(gap => lines.LastOrDefault(line => line.At < gap.From, (default, false)).IsOnline).ToList();
        List<ConditionChange> changes =
        [
            .. lines.Where(line => !unknown.Exists(gap => gap.Contains(line.At)))
                .Select(line => new ConditionChange(line.At, ConditionTrack.Connection, line.IsOnline ? null : DowntimeCause.Offline)),
        ];
        foreach (var gap in unknown)
        {
            changes.Add(new(gap.From, ConditionTrack.Connection, DowntimeCause.CentreDown));
            var back = lines.Where(line => line.IsOnline && line.At >= gap.To).Select(line => line.At).DefaultIfEmpty(now).First();
            if (back - gap.To > patience) changes.Add(new(gap.To, ConditionTrack.Connection, DowntimeCause.Offline));
        }

        return changes;
    }

    /// <summary>The same outages, where what is excused has the excuse for its cause. What is left out anyway stays as it is.</summary>
    public static IReadOnlyList<Outage> Excused(IReadOnlyList<Outage> outages, IReadOnlyList<Excuse> excuses)
    {
        if (excuses.Count == 0) return outages;

        List<Outage> excused = [];
        foreach (var outage in outages)
        {
            if (outage.Cause.IsExcluded())
            {
                excused.Add(outage);
                continue;
            }

            var at = outage.From;
            var ends = excuses.SelectMany(e => new[] { e.Time.From, e.Time.To }).Where(end => end > outage.From && end < outage.To).Append(outage.To).Distinct().Order();
            foreach (var end in ends)
            {
                var excuse = excuses.FirstOrDefault(e => e.Time.Contains(at));
                Join(excused, excuse is null ? outage with { From = at, To = end } : new Outage(at, end, excuse.Cause, excuse.Words));
                at = end;
            }
        }

        return excused;
    }

    /// <summary>When the outage of a moment ends: what touches is one outage, whatever its causes. Null where the plug could be used then.</summary>
    /// <param name="outages">In order.</param>
    public static DateTimeOffset? EndOf(IReadOnlyList<Outage> outages, DateTimeOffset moment)
    {
        DateTimeOffset? end = null;
        foreach (var outage in outages)
        {
            if (end is null ? outage.From <= moment && moment < outage.To : outage.From == end) end = outage.To;
        }

        return end;
    }

    /// <summary>What of them is not before a moment.</summary>
    public static IReadOnlyList<Outage> Since(IReadOnlyList<Outage> outages, DateTimeOffset begin) =>
        [.. outages.Where(o => o.To > begin).Select(o => o.From < begin ? o with { From = begin } : o)];

    private static void Join(List<Outage> outages, Outage next)
    {
        if (outages.Count > 0 && outages[^1] is var last && last.To == next.From && last.Cause == next.Cause && last.Code == next.Code) outages[^1] = last with { To = next.To };
        else outages.Add(next);
    }

    private static void Add(List<Outage> outages, DateTimeOffset from, DateTimeOffset to, (DowntimeCause Cause, string? Code)?[] standing)
    {
        if (from >= to || standing.Where(s => s is not null).OrderBy(s => s!.Value.Cause).FirstOrDefault() is not (var cause, var code)) return;

        Join(outages, new Outage(from, to, cause, code));
    }
}
