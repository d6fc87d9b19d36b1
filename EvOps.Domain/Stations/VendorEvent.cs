using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>What a vendor tells of its chargers.</summary>
public enum VendorEventKind
{
    ConnectorStatus,
    SessionStart,
    SessionEnd,
}

public enum VendorEventState
{
    /// <summary>For its turn, or for its next try.</summary>
    Waiting,

    Done,

    /// <summary>Tried for too long: somebody has to look at it.</summary>
    Dead,

    /// <summary>Dead, and somebody said that nothing has to come of it.</summary>
    Dismissed,
}

/// <summary>
/// A vendor's word, on the disk before it was answered for, and worked off in the order in which it came, plug by plug. Who works it off
/// claims it first: the row's version lets one node win, and a lease gives it back to all should that node die.
/// </summary>
public sealed class VendorEvent : IHasRowVersion
{
    public const int LongestVendor = 64, LongestKey = 200, LongestLane = 300, LongestTrouble = 500, LongestName = 255;

    /// <summary>Longer than any try takes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromHours(1);

    public VendorEvent(string vendor, VendorEventKind kind, string key, string bodyHash, string lane, string payload, DateTimeOffset now) =>
        (Vendor, Kind, Key, BodyHash, Lane, Payload, ReceivedAt, DueAt) = (vendor, kind, key, bodyHash, lane, payload, now, now);

    private VendorEvent()
    {
    }

    /// <summary>Counted up: a higher one came later.</summary>
    public long Id { get; private init; }

    public string Vendor { get; private init; } = "";

    public VendorEventKind Kind { get; private init; }

    /// <summary>What happened once has one key: unique for each vendor.</summary>
    public string Key { get; private init; } = "";

    /// <summary>SHA-256 of the body, hexadecimal.</summary>
    public string BodyHash { get; private init; } = "";

    /// <summary>The plug it is about. What is about the same plug is worked off one after the other.</summary>
    public string Lane { get; private init; } = "";

    /// <summary>The body, as it came.</summary>
    public string Payload { get; private init; } = "";

    public DateTimeOffset ReceivedAt { get; private init; }

    public VendorEventState State { get; private set; }

    /// <summary>When it may be worked off; while somebody does, when others may.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Tries since it came, or since it was played again.</summary>
    public int Tries { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Why the last try came to nothing; null where none did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Who dismissed it, and why; null where nobody did.</summary>
    public string? DismissedBy { get; private set; }

    public string? DismissedWhy { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    /// <summary>Takes it for working off. False where it is not due, or somebody else does.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (State != VendorEventState.Waiting || DueAt > now) return false;
        DueAt = now + Lease;
        return true;
    }

    public void Finish(DateTimeOffset now) => (State, DoneAt, Tries, Trouble) = (VendorEventState.Done, now, Tries + 1, null);

    /// <summary>It came to nothing this time.</summary>
    /// <param name="trouble">Why, in words.</param>
    /// <param name="mostTries">After so many it is dead.</param>
    /// <param name="now">When.</param>
    /// <param name="chance">0 to 1: spreads the waits.</param>
    public void Fail(string trouble, int mostTries, DateTimeOffset now, double chance)
    {
        if (State == VendorEventState.Done) return;
        (Tries, Trouble) = (Tries + 1, trouble.Length > LongestTrouble ? $"{trouble[..(LongestTrouble - 1)]}…" : trouble);
        if (Tries >= mostTries) State = VendorEventState.Dead;
        else DueAt = now + WaitAfter(Tries, chance);
    }

    /// <summary>Somebody wants it tried again, with all its patience anew.</summary>
    public Outcome PlayAgain(DateTimeOffset now)
    {
        if (State == VendorEventState.Done) return Refuse.NotNow("vendor_event_done", "It has been worked off already: nothing is left to do.");
        (State, DueAt, Tries, DismissedBy, DismissedWhy) = (VendorEventState.Waiting, now, 0, null, null);
        return Outcome.Done;
    }

    /// <summary>Nothing has to come of it: somebody has looked, and says why.</summary>
    public Outcome Dismiss(string by, string? why)
    {
        if (State != VendorEventState.Dead) return Refuse.NotNow("vendor_event_not_dead", "Only what could not be worked off can be dismissed.");
        if (string.IsNullOrWhiteSpace(why)) return Refuse.InvalidField("reason", "Say why nothing has to come of it.");
        if (why.Trim().Length > LongestTrouble) return Refuse.InvalidField("reason", $"A reason has at most {LongestTrouble} characters.");
        (State, DismissedBy, DismissedWhy) = (VendorEventState.Dismissed, by.Length > LongestName ? by[..LongestName] : by, why.Trim());
        return Outcome.Done;
    }

    /// <summary>2 s after the first failure, then twice as long each time, give or take a fifth, and never more than an hour.</summary>
    public static TimeSpan WaitAfter(int failures, double chance)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(failures - 1, 20)) * (0.8 + (0.4 * chance));
        return wait < LongestWait ? wait : LongestWait;
    }
}

/// <summary>A vendor's event came, was worked off, or came to nothing.</summary>
public readonly record struct VendorEventChanged(long EventId);
