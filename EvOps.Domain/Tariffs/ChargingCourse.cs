namespace EvOps.Domain.Tariffs;

/// <summary>Watt-hours taken since the start, at a moment.</summary>
public readonly record struct CoursePoint(DateTimeOffset At, long TakenWh);

/// <summary>How a session took its energy: all that its price depends on.</summary>
/// <param name="StartedAt">When the energy began to flow.</param>
/// <param name="ChargedUntil">When the car had what it wanted; the plug stood idle from then on.</param>
/// <param name="EndedAt">When the plug was given back.</param>
/// <param name="EnergyWh">All energy that is billed.</param>
/// <param name="Points">Readings in between, in any number: between two the energy is taken to have flowed evenly.</param>
public sealed record ChargingCourse(DateTimeOffset StartedAt, DateTimeOffset ChargedUntil, DateTimeOffset EndedAt, long EnergyWh, IReadOnlyList<CoursePoint> Points)
{
    /// <summary>The same with times in whole seconds and in order, and readings that can be: nothing outside, nothing backwards.</summary>
    internal ChargingCourse InOrder()
    {
        var (start, end) = (Seconds(StartedAt), Seconds(EndedAt));
        if (end < start) end = start;
        var until = Seconds(ChargedUntil) is var at && at < start ? start : at > end ? end : at;
        var points = new List<CoursePoint>(Points.Count + 2) { new(start, 0) };
        foreach (var point in Points.OrderBy(p => p.At).ThenBy(p => p.TakenWh))
            if (point.At > points[^1].At && point.At < until && point.TakenWh >= points[^1].TakenWh && point.TakenWh <= EnergyWh) points.Add(point);
        points.Add(new(until, EnergyWh));
        return new(start, until, end, EnergyWh, points);
    }

    /// <summary>Whole watt-hours taken up to a moment. Exact integers: a reading that lies on the line between two others changes nothing.</summary>
    internal long TakenAt(DateTimeOffset at)
    {
        if (at >= ChargedUntil) return EnergyWh;
        var after = IndexAfter(at);
        if (after == 0) return 0;
        var (a, b) = (Points[after - 1], Points[after]);
        return a.TakenWh + (long)((Int128)(b.TakenWh - a.TakenWh) * (at - a.At).Ticks / (b.At - a.At).Ticks);
    }

    private int IndexAfter(DateTimeOffset at)
    {
        var (low, high) = (0, Points.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Points[middle].At > at) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static DateTimeOffset Seconds(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Offset);
}
