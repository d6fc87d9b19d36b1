namespace EvOps.Infrastructure.Sessions;

/// <summary>Mean power over a minute; null where nobody knows it.</summary>
public readonly record struct PowerPoint(DateTimeOffset At, double? Watts);

/// <summary>The last hours of power in slices of a minute. What was not measured stays unknown; what is older falls out.</summary>
internal sealed class PowerSlices(TimeSpan reach)
{
    public static readonly TimeSpan Width = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<long, Slice> slices = [];

    /// <summary>Energy flowed: so many watts on average, all this time.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to, double watts) =>
        Spread(from, to, (slice, seconds) => slice with { WattSeconds = slice.WattSeconds + (watts * seconds) });

    /// <summary>All this time it was known what flows, be it nothing.</summary>
    public void Know(DateTimeOffset from, DateTimeOffset to) =>
        Spread(from, to, (slice, seconds) => slice with { KnownSeconds = slice.KnownSeconds + seconds });

    /// <summary>Takes over what another has; neither may have been told of the same moment.</summary>
    public void Join(PowerSlices other)
    {
        foreach (var (number, slice) in other.slices)
        {
            var mine = slices.GetValueOrDefault(number);
            slices[number] = new(mine.WattSeconds + slice.WattSeconds, mine.KnownSeconds + slice.KnownSeconds);
        }
    }

    public void Forget(DateTimeOffset now)
    {
        var oldest = NumberOf(now - reach);
        while (slices.Count > 0 && slices.First() is { Key: var first } && first < oldest) slices.Remove(first);
    }

    /// <summary>Oldest first; each stands at the middle of its slice.</summary>
    public PowerPoint[] Points(DateTimeOffset now) =>
        [.. slices.Where(pair => pair.Key >= NumberOf(now - reach)).Select(pair => new PowerPoint(StartOf(pair.Key) + (Width / 2), pair.Value.Mean))];

    public static long NumberOf(DateTimeOffset at) => at.UtcTicks / Width.Ticks;

    public static DateTimeOffset StartOf(long number) => new(number * Width.Ticks, TimeSpan.Zero);

    private void Spread(DateTimeOffset from, DateTimeOffset to, Func<Slice, double, Slice> change)
    {
        for (var number = NumberOf(from); number <= NumberOf(to); number++)
        {
            var (start, end) = (Later(from, StartOf(number)), Earlier(to, StartOf(number + 1)));
            if (end > start) slices[number] = change(slices.GetValueOrDefault(number), (end - start).TotalSeconds);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private readonly record struct Slice(double WattSeconds, double KnownSeconds)
    {
        public double? Mean => KnownSeconds > 0 ? WattSeconds / KnownSeconds : null;
    }
}
