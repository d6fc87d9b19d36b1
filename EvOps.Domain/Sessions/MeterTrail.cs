using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Sessions;

/// <summary>What is known of a session's meter between start and end: registers in watt-hours, state of charge in percent.</summary>
/// <param name="Power">What its power readings say, to hold against the register.</param>
/// <param name="Idle">Since when the car takes nothing.</param>
public readonly record struct MeterTrail(
    long? LastRegisterWh, DateTimeOffset? LastAt, int? FirstSoc, int? LastSoc, PowerTrail Power = default, IdleWatch Idle = default)
{
    private readonly IReadOnlyList<CoursePoint>? points;

    /// <summary>Watt-hours taken at moments in between; all that the price depends on, or none where it does not depend on them.</summary>
    public IReadOnlyList<CoursePoint> Points
    {
        get => points ?? [];
        init => points = value;
    }
}

/// <summary>The power readings of a session in sum.</summary>
public readonly record struct PowerTrail(int Readings, long SumW, DateTimeOffset? FirstAt, DateTimeOffset? LastAt)
{
    // A handful of moments is no picture of a session.
    private const int Fewest = 5;

    // Nobody knows what happened in a longer gap between two readings.
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    /// <summary>True where there are enough readings to say anything.</summary>
    public bool IsTelling => Readings >= Fewest;

    /// <summary>Watt-hours that such a power must have made at the least.</summary>
    public long AtLeastWh
    {
        get
        {
            if (!IsTelling || LastAt - FirstAt is not { } span) return 0;
            return (long)(Mean * TimeSpan.FromTicks(Math.Min(span.Ticks, Readings * LongestGap.Ticks)).TotalHours);
        }
    }

    /// <summary>Watt-hours that such a power would have made in all that time.</summary>
    public long AboutWh(TimeSpan duration) => IsTelling ? (long)(Mean * duration.TotalHours) : 0;

    public PowerTrail With(int? powerW, DateTimeOffset at) => powerW is { } watts ? new(Readings + 1, SumW + watts, FirstAt ?? at, at) : this;

    private double Mean => (double)SumW / Readings;
}
