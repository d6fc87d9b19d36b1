using System.Globalization;

namespace EvOps.Web.Common.Charts;

/// <summary>The time axis: from, to, and round times between them on the wall of a zone.</summary>
public readonly record struct TimeScale(DateTimeOffset From, DateTimeOffset To, string? Zone)
{
    private const int MostMarks = 7;

    private static readonly TimeSpan[] RoundSteps =
    [
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2),
        TimeSpan.FromHours(4), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1),
    ];

    public TimeSpan Length => To - From;

    /// <summary>0 at From, 1 at To; outside of them beyond.</summary>
    public double Fraction(DateTimeOffset at) => Length > TimeSpan.Zero ? (at - From) / Length : 0;

    /// <summary>Round times with what to write there.</summary>
    public IEnumerable<(double Fraction, string Label)> Marks()
    {
        if (Length <= TimeSpan.Zero) yield break;

        var step = Step(Length);
        var there = ShowTime.In(From, Zone);
        // Rounded on the wall clock, so that marks fall on full hours in zones of half an hour too.
        var first = From + (TimeSpan.FromTicks((there.TimeOfDay.Ticks + step.Ticks - 1) / step.Ticks * step.Ticks) - there.TimeOfDay);
        for (var at = first; at <= To; at += step)
        {
            // A label at the very edge would be cut.
            if (Fraction(at) is > 0.025 and < 0.975) yield return (Fraction(at), Label(at, step));
        }
    }

    private string Label(DateTimeOffset at, TimeSpan step)
    {
        var there = ShowTime.In(at, Zone);
        var format = step < TimeSpan.FromMinutes(1) ? "HH:mm:ss" : step >= TimeSpan.FromDays(1) ? "d MMM" : "HH:mm";
        return there.ToString(format, CultureInfo.InvariantCulture);
    }

    private static TimeSpan Step(TimeSpan length)
    {
        foreach (var step in RoundSteps)
        {
            if (length / step <= MostMarks) return step;
        }
        return TimeSpan.FromDays(Math.Ceiling(length.TotalDays / MostMarks));
    }
}
