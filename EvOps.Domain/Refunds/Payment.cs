using EvOps.Domain.Common;
using EvOps.Domain.Users;

namespace EvOps.Domain.Refunds;

/// <summary>Where a payment stands that a payment service takes.</summary>
public enum PaymentState
{
    /// <summary>Begun: the driver has to confirm it at the payment service.</summary>
    Begun,

    /// <summary>The money is here, and in the driver's wallet.</summary>
    Paid,

    /// <summary>It was called off, or nobody confirmed it in time. Should it be paid all the same, it is taken.</summary>
    Lapsed,

    /// <summary>The payment service took another sum than was asked for: a person has to look at it.</summary>
    Odd,
}

/// <summary>
/// Money that a driver brings by the payment service: a payment intent in the manner of Stripe's. However it is told that it was paid, it goes into the
/// driver's wallet once; what pays a booking is for that booking alone. What was refunded of it is counted here, so that never more goes back than came.
/// </summary>
public sealed class Payment : IHasRowVersion
{
    public const int LongestIntentId = 100, LongestWords = 500, LongestName = 256;

    /// <summary>How often an open one is asked for; mostly its event tells earlier.</summary>
    public static readonly TimeSpan BetweenQuestions = TimeSpan.FromMinutes(5);

    /// <summary>After so long nobody asks any more. Its event is taken all the same.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public Payment(Guid id, Guid ownerId, Money amount, Guid? bookingId, DateTimeOffset now)
    {
        if (amount.MinorUnits <= 0) throw new ArgumentOutOfRangeException(nameof(amount), "A payment is more than nothing.");
        (Id, OwnerId, AmountMinorUnits, Currency, BookingId, BegunAt, LookAt) = (id, ownerId, amount.MinorUnits, amount.Currency, bookingId, now, now + BetweenQuestions);
    }

    private Payment()
    {
    }

    public Guid Id { get; private init; }

    public Guid OwnerId { get; private init; }

    public long AmountMinorUnits { get; private init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>The booking it pays; null where it only fills the wallet.</summary>
    public Guid? BookingId { get; private init; }

    /// <summary>The payment service's own name for it; null until it told one.</summary>
    public string? IntentId { get; private set; }

    public PaymentState State { get; private set; }

    public DateTimeOffset BegunAt { get; private init; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>When the payment service is asked next; null where it is not.</summary>
    public DateTimeOffset? LookAt { get; private set; }

    /// <summary>What is odd about it.</summary>
    public string? Words { get; private set; }

    /// <summary>When somebody saw to what is odd about it; null where nobody has.</summary>
    public DateTimeOffset? SeenToAt { get; private set; }

    public string? SeenToBy { get; private set; }

    /// <summary>What was done about it.</summary>
    public string? SeenToWords { get; private set; }

    /// <summary>Of it refunded, or asked for and not yet decided or paid.</summary>
    public long RefundedMinorUnits { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public Money Amount => new(AmountMinorUnits, Currency);

    /// <summary>What can still go back by it.</summary>
    public Money Left => new(State == PaymentState.Paid ? AmountMinorUnits - RefundedMinorUnits : 0, Currency);

    /// <summary>The same for every attempt, so that it is begun once.</summary>
    public string IdempotencyKey => $"evops-payment-{Id}";

    public void Known(string intentId)
    {
        if (IntentId is { } known && known != intentId) throw new InvalidOperationException($"Payment {Id} is {known} already, not {intentId}.");
        IntentId = intentId;
    }

    /// <summary>It was paid. False where that was known: then nothing is booked.</summary>
    public bool NotePaid(DateTimeOffset now)
    {
        if (State == PaymentState.Paid) return false;
        (State, PaidAt, LookAt, Words) = (PaymentState.Paid, now, null, null);
        return true;
    }

    /// <summary>It has not been paid yet, or nobody knows.</summary>
    public void NoteOpen(DateTimeOffset now)
    {
        if (State != PaymentState.Begun) return;
        if (now >= BegunAt + Patience) (State, LookAt) = (PaymentState.Lapsed, null);
        else LookAt = now + BetweenQuestions;
    }

    public void NoteLapsed()
    {
        if (State == PaymentState.Begun) (State, LookAt) = (PaymentState.Lapsed, null);
    }

    /// <summary>Another sum came than was asked for: nothing is booked by guess.</summary>
    public void NoteOdd(string words)
    {
        if (State == PaymentState.Paid) return;
        var (before, told) = (Words, words.Length > LongestWords ? $"{words.AsSpan(0, LongestWords - 1)}…" : words);
        (State, LookAt, Words) = (PaymentState.Odd, null, told);
        // The same word again is no news to who has seen to it; another is.
        if (before != told) (SeenToAt, SeenToBy, SeenToWords) = (null, null, null);
    }

    /// <summary>A person has looked at an odd one, and says what he did. Nothing is booked by that.</summary>
    public Outcome SeeTo(Actor by, string? words, DateTimeOffset now)
    {
        if (by.Require(Permission.ManageWallets, "see to payments") is { IsDone: false } forbidden) return forbidden;
        if (State != PaymentState.Odd) return Refuse.NotNow("payment_not_odd", "There is nothing to see to: it came as it was asked for, or has not come.");
        if (SeenToAt is not null) return Refuse.Conflict("payment_seen_to", $"{SeenToBy} has seen to it already.");
        if (string.IsNullOrWhiteSpace(words)) return Refuse.InvalidField("reason", "Say what was done about it.");
        if (words.Trim().Length > LongestWords) return Refuse.InvalidField("reason", $"At most {LongestWords} characters.");
        (SeenToAt, SeenToBy, SeenToWords) = (now, by.Name.Length > LongestName ? by.Name[..LongestName] : by.Name, words.Trim());
        return Outcome.Done;
    }

    /// <summary>A refund takes its part of it.</summary>
    public Outcome TakeRefund(Money amount)
    {
        if (State != PaymentState.Paid) return Refuse.NotNow("payment_not_paid", "This payment has not been paid.");
        if (amount.Currency != Currency || amount > Left) return Refuse.NotNow("more_than_paid", $"{Amount} came by this payment: at most {Left} of it can go back by it.");
        RefundedMinorUnits += amount.MinorUnits;
        return Outcome.Done;
    }

    /// <summary>A refund is not paid after all.</summary>
    public void GiveUpRefund(Money amount)
    {
        if (amount.Currency != Currency || amount.MinorUnits > RefundedMinorUnits) throw new InvalidOperationException($"Payment {Id} never took a refund of {amount}.");
        RefundedMinorUnits -= amount.MinorUnits;
    }
}
