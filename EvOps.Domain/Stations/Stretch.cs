namespace EvOps.Domain.Stations;

/// <summary>A stretch of real time: its first moment belongs to it, its last does not.</summary>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    public bool Overlaps(Stretch other) => From < other.To && other.From < To;

    public bool Contains(DateTimeOffset moment) => From <= moment && moment < To;

    public bool Contains(Stretch other) => From <= other.From && other.To <= To;

    /// <summary>The same time in as few stretches as it takes, in order, none touching the next.</summary>
    public static IReadOnlyList<Stretch> Merge(IEnumerable<Stretch> some)
    {
        List<Stretch> merged = [];
        foreach (var next in some.Where(s => s.Length > TimeSpan.Zero).OrderBy(s => s.From))
        {
            if (merged is [.., var last] && next.From <= last.To) merged[^1] = last with { To = next.To > last.To ? next.To : last.To };
            else merged.Add(next);
        }

        return merged;
    }

    /// <summary>What of this stretch the others leave.</summary>
    /// <param name="merged">As <see cref="Merge"/> gives them.</param>
    public IEnumerable<Stretch> Without(IEnumerable<Stretch> merged)
    {
        var at = From;
        foreach (var taken in merged)
        {
            if (taken.From >= To) break;
            if (taken.From > at) yield return new(at, taken.From);
            if (taken.To > at) at = taken.To;
        }

        if (at < To) yield return this with { From = at };
    }
}
