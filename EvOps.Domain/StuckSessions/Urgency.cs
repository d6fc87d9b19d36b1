namespace EvOps.Domain.StuckSessions;

/// <summary>Which stuck session comes first: the one that keeps somebody waiting, then what is sure, then the money, then the oldest.</summary>
/// <param name="BlocksFrom">When a booking of the plug begins; null where none is soon.</param>
/// <param name="WantedAt">When a driver was last turned away from the plug.</param>
/// <param name="AtStake">Minor units.</param>
public readonly record struct Urgency(DateTimeOffset? BlocksFrom, DateTimeOffset? WantedAt, Confidence? Confidence, long? AtStake, DateTimeOffset? Since) : IComparable<Urgency>
{
    /// <summary>Who was turned away longer ago is charging elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static bool IsWaiting(DateTimeOffset? wantedAt, DateTimeOffset now) => now - wantedAt <= Patience;

    /// <summary>Less is more urgent.</summary>
    public int CompareTo(Urgency other)
    {
        ReadOnlySpan<int> order =
        [
            Earlier(BlocksFrom, other.BlocksFrom),
            (WantedAt is null).CompareTo(other.WantedAt is null),
            -Nullable.Compare(Confidence, other.Confidence),
            -Nullable.Compare(AtStake, other.AtStake),
            Earlier(Since, other.Since),
        ];
        foreach (var result in order)
            if (result != 0) return result;
        return 0;
    }

    public static bool operator <(Urgency left, Urgency right) => left.CompareTo(right) < 0;

    public static bool operator >(Urgency left, Urgency right) => left.CompareTo(right) > 0;

    public static bool operator <=(Urgency left, Urgency right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Urgency left, Urgency right) => left.CompareTo(right) >= 0;

    // Nothing comes last.
    private static int Earlier(DateTimeOffset? a, DateTimeOffset? b) => (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue);
}
