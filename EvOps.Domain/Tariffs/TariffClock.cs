namespace EvOps.Domain.Tariffs;

/// <summary>A stretch of time in which the prices do not change.</summary>
public readonly record struct TariffSlice(DateTimeOffset From, DateTimeOffset To, TariffMoment Prices);

/// <summary>
/// Cuts a session's time where prices change, in the station's own time. Time that a change of the clock leaves out is never paid
/// for, and an hour that comes twice is paid for twice: what counts is how long it really took.
/// </summary>
public sealed class TariffClock(TariffTerms terms, TimeZoneInfo zone)
{
    /// <summary>Without gaps and in order, from the first moment to the last.</summary>
    public IEnumerable<TariffSlice> Slices(DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to;)
        {
            var end = NextChange(at) is { } change && change < to ? change : to;
            yield return new(at, end, terms.At(Local(at)));
            at = end;
        }
    }

    /// <summary>When prices may change next; null where they never do.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset at)
    {
        if (terms.Periods.Count == 0) return null;

        var local = Local(at);
        var next = at + (NextBoundary(local) - local);
        return zone.GetUtcOffset(next) == zone.GetUtcOffset(at) ? next : Earlier(next, Jump(at, next));
    }

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    // Midnight is one, too: days differ.
    private DateTime NextBoundary(DateTime local)
    {
        var today = local.Date;
        var later = terms.Periods.SelectMany(p => new[] { p.From, p.To }).Select(time => today + time.ToTimeSpan()).Where(time => time > local);
        return later.Append(today.AddDays(1)).Min();
    }

    // The moment in between at which the zone changes its offset, to the second.
    private DateTimeOffset Jump(DateTimeOffset before, DateTimeOffset after)
    {
        var offset = zone.GetUtcOffset(before);
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + ((after - before) / 2);
            if (zone.GetUtcOffset(middle) == offset) before = middle;
            else after = middle;
        }

        return new(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), after.Offset);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
