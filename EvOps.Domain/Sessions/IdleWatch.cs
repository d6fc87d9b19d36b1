namespace EvOps.Domain.Sessions;

/// <summary>
/// Since when the car takes nothing, as its readings show: idle begins with the first reading that shows it, never by guess. A car that
/// warms its cabin takes something all the same; what counts is less than <see cref="IdleBelowW"/>.
/// </summary>
public readonly record struct IdleWatch(DateTimeOffset? LastAt, long? LastWh, DateTimeOffset? IdleSince)
{
    /// <summary>Watts.</summary>
    public const int IdleBelowW = 200;

    /// <summary>With the next reading; one from before the last is history.</summary>
    public IdleWatch With(DateTimeOffset at, long? registerWh, int? powerW)
    {
        if (at < LastAt) return this;

        // A coarse register stands still between two steps, a lazy one tells no power: whichever shows more counts.
        long? watts = WattsSince(registerWh, at) is { } average ? Math.Max(average, powerW ?? 0) : powerW;
        var idle = watts switch
        {
            null => IdleSince,
            < IdleBelowW => IdleSince ?? at,
            _ => null,
        };
        return new(at, registerWh ?? LastWh, idle);
    }

    /// <summary>When charging ended in a session that ended then, with this register.</summary>
    public DateTimeOffset EndOfCharging(DateTimeOffset endedAt, long? registerWh) =>
        IdleSince is { } idle && idle < endedAt && WattsSince(registerWh, endedAt) is null or < IdleBelowW ? idle : endedAt;

    private long? WattsSince(long? registerWh, DateTimeOffset at) =>
        registerWh is { } now && LastWh is { } last && LastAt is { } then && at > then ? (long)(Math.Max(0, now - last) / (at - then).TotalHours) : null;
}
