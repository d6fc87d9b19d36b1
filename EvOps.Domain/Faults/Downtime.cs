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

    private static void Add(List<Outage> outages, DateTimeOffset from, DateTimeOffset to, (DowntimeCause Cause, string? Code)?[] standing)
    {
        if (from >= to || standing.Where(s => s is not null).OrderBy(s => s!.Value.Cause).FirstOrDefault() is not (var cause, var code)) return;

        if (outages.Count > 0 && outages[^1] is var last && last.To == from && last.Cause == cause && last.Code == code) outages[^1] = last with { To = to };
        else outages.Add(new Outage(from, to, cause, code));
    }
}
