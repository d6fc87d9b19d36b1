using EvOps.Domain.Common;

namespace EvOps.Domain.Webhooks;

public enum DeliveryState
{
    /// <summary>For its first attempt or the next one.</summary>
    Waiting,

    Delivered,

    /// <summary>Tried for too long, or the receiver is gone.</summary>
    GivenUp,
}

/// <summary>
/// One event on its way to one subscription. Who sends it claims it first: the row's version lets one node win, and a lease gives it
/// back to all should that node die. So it arrives at least once, and the receiver tells a second time by the delivery's id.
/// </summary>
public sealed class WebhookDelivery : IHasRowVersion
{
    public const int MostTries = 24;

    /// <summary>From when it was stored, or sent again by hand.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    /// <summary>Longer than any attempt takes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10), LongestWait = TimeSpan.FromHours(6);

    public WebhookDelivery(Guid id, Guid eventId, Guid subscriptionId, DateTimeOffset now) =>
        (Id, EventId, SubscriptionId, CreatedAt, BegunAt, DueAt) = (id, eventId, subscriptionId, now, now, now);

    private WebhookDelivery()
    {
    }

    public Guid Id { get; private init; }

    public Guid EventId { get; private init; }

    public Guid SubscriptionId { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DeliveryState State { get; private set; }

    /// <summary>When it may be sent; while somebody sends it, when others may.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Somebody sends it until then at the latest; null while nobody does.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }

    /// <summary>Where patience is counted from.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>Attempts since then.</summary>
    public int Tries { get; private set; }

    /// <summary>Attempts altogether.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    /// <summary>What came of the last attempt, in words: "200 OK", "No answer within 10 s".</summary>
    public string? LastOutcome { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    /// <summary>Takes it for sending. False where it is not due, or somebody else sends it.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (State != DeliveryState.Waiting || DueAt > now) return false;

        LeasedUntil = DueAt = now + Lease;
        return true;
    }

    /// <summary>An attempt came to an end. What was delivered stays so, even where a second sender, whose lease had run out, failed.</summary>
    /// <param name="attempt">What came of it.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="chance">0 to 1: spreads the waits, so that those who failed together do not come back together.</param>
    public void Note(WebhookAttempt attempt, DateTimeOffset now, double chance)
    {
        (Attempts, Tries, LastAttemptAt, LastOutcome) = (Attempts + 1, Tries + 1, attempt.At, attempt.Outcome);
        if (State == DeliveryState.Delivered) return;

        LeasedUntil = null;
        if (attempt.IsSuccess) State = DeliveryState.Delivered;
        else if (attempt.IsGone || Tries >= MostTries || now - BegunAt >= Patience) State = DeliveryState.GivenUp;
        else (State, DueAt) = (DeliveryState.Waiting, now + WaitAfter(Tries, chance));
    }

    /// <summary>Sends it at once, whatever became of it, with all its patience anew and the same id.</summary>
    public Outcome SendAgain(DateTimeOffset now)
    {
        if (LeasedUntil > now) return Refuse.NotNow("delivery_in_flight", "It is being sent at this moment.");

        (State, DueAt, BegunAt, Tries, LeasedUntil) = (DeliveryState.Waiting, now, now, 0, null);
        return Outcome.Done;
    }

    /// <summary>10 s after the first failure, then twice as long each time, give or take a fifth, and never more than 6 h.</summary>
    public static TimeSpan WaitAfter(int failures, double chance)
    {
        var wait = FirstWait * Math.Pow(2, failures - 1) * (0.8 + (0.4 * chance));
        return wait < LongestWait ? wait : LongestWait;
    }
}
