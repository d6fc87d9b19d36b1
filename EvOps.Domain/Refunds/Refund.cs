using EvOps.Domain.Common;
using EvOps.Domain.Users;

namespace EvOps.Domain.Refunds;

/// <summary>What is asked for.</summary>
/// <param name="SubjectId">Of the session, the booking, or the person whose wallet it is.</param>
/// <param name="OwnerId">Who gets the money.</param>
/// <param name="Title">What was paid for, as people read it.</param>
/// <param name="PaymentReference">By which the payment service knows the payment, where it goes back by that.</param>
public sealed record RefundAsk(
    RefundSubject Subject, Guid SubjectId, Guid OwnerId, string Title, string PaymentReference, Money Amount, RefundReason ReasonCode, string Reason, RefundWay Way);

/// <summary>
/// Money that goes back to a driver: asked for by one person, decided by another, paid by a job. What it takes of the payment is kept on
/// the row that says what was paid, from the moment it is asked for; it is given free only where it is certain that nothing was paid.
/// </summary>
public sealed class Refund : IHasRowVersion
{
    public const int LongestReason = 500, LongestName = 255, LongestTitle = 255, LongestError = 500, LongestReference = 255;

    /// <summary>For so long one who pays it keeps the others away. Longer than any call takes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>How often a payment service that has it is asked what came of it; mostly it tells earlier.</summary>
    public static readonly TimeSpan BetweenQuestions = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30), LongestWait = TimeSpan.FromHours(6);

    /// <summary>Asked for by a person; nothing is paid before somebody else agrees, or the policy does.</summary>
    public Refund(Guid id, RefundAsk ask, Actor by, DateTimeOffset now)
    {
        if (ask.Amount.MinorUnits <= 0) throw new ArgumentOutOfRangeException(nameof(ask), "A refund is more than nothing.");

        Id = id;
        (Subject, SubjectId, OwnerId, Title) = (ask.Subject, ask.SubjectId, ask.OwnerId, Cut(ask.Title, LongestTitle));
        (AmountMinorUnits, Currency, Way, PaymentReference) = (ask.Amount.MinorUnits, ask.Amount.Currency, ask.Way, ask.PaymentReference);
        (ReasonCode, Reason) = (ask.ReasonCode, ask.Reason);
        (RequestedAt, RequestedById, RequestedBy) = (now, by.UserId, Cut(by.Name, LongestName));
    }

    private Refund()
    {
    }

    public Guid Id { get; private init; }

    public RefundSubject Subject { get; private init; }

    public Guid SubjectId { get; private init; }

    public Guid OwnerId { get; private init; }

    public string Title { get; private init; } = "";

    public long AmountMinorUnits { get; private init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private init; } = "";

    public RefundReason ReasonCode { get; private init; }

    public string Reason { get; private init; } = "";

    /// <summary>Fixed when it is asked for: settings that change later must not pay it a second time another way.</summary>
    public RefundWay Way { get; private init; }

    public string PaymentReference { get; private init; } = "";

    public DateTimeOffset RequestedAt { get; private init; }

    public Guid? RequestedById { get; private init; }

    public string RequestedBy { get; private init; } = "";

    public RefundState State { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>A person, or "policy".</summary>
    public string? DecidedBy { get; private set; }

    public string? DecisionReason { get; private set; }

    /// <summary>How often it was begun to be paid, altogether.</summary>
    public int Attempts { get; private set; }

    /// <summary>Since it was approved, raised again, or last heard of: too many make it a dead letter.</summary>
    public int Tries { get; private set; }

    /// <summary>When it may be begun again; while somebody pays it, when others may take over. Null where nothing is to be done.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Why the last attempt did not pay it.</summary>
    public string? LastError { get; private set; }

    /// <summary>True where nobody knows whether the last attempt paid it.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Grows where it is raised again after a plain no: the same key would only be answered the same no.</summary>
    public int Round { get; private set; }

    /// <summary>The payment service's own name for it.</summary>
    public string? GatewayReference { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    public DateTimeOffset? RaisedAt { get; private set; }

    public string? RaisedBy { get; private set; }

    /// <summary>Since when the payment service has had it without saying what came of it; null where it has not.</summary>
    public DateTimeOffset? UnderWaySince { get; private set; }

    /// <summary>When the bank gave back what had been paid; null where it did not, or it is tried again.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    /// <summary>What is wrong about it although it is over, until a person has seen to it.</summary>
    public string? Trouble { get; private set; }

    public DateTimeOffset? TroubleAt { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public Money Amount => new(AmountMinorUnits, Currency);

    /// <summary>The same for every attempt, so that whoever pays it pays it once.</summary>
    public string IdempotencyKey => Round == 0 ? $"evops-refund-{Id}" : $"evops-refund-{Id}-{Round}";

    /// <summary>By which the ledger knows it: what came back and is paid anew is another entry.</summary>
    public string LedgerId => Round == 0 ? $"{Id}" : $"{Id}/{Round}";

    /// <summary>Whether it may be rejected: before it was approved, or after a plain no. What may have been paid may not be called off.</summary>
    public bool MayBeRejected => State == RefundState.Requested || (State == RefundState.Failed && !IsDoubtful);

    /// <param name="altogether">With all that was approved before and counts with it: many small ones are not small.</param>
    public Outcome Approve(Actor by, RefundPolicy policy, Money altogether, DateTimeOffset now)
    {
        if (MayDecide(by, policy, altogether, "approve") is { } refusal) return refusal;
        if (State != RefundState.Requested) return Decided();
        Approved(by.Name, now);
        return Outcome.Done;
    }

    /// <summary>Small enough that nobody has to look at it.</summary>
    public void ApproveByPolicy(DateTimeOffset now)
    {
        if (State != RefundState.Requested) throw new InvalidOperationException($"Refund {Id} is {State}, not Requested.");
        Approved("policy", now);
    }

    public Outcome Reject(Actor by, string? reason, RefundPolicy policy, DateTimeOffset now)
    {
        if (MayDecide(by, policy, Amount, "reject") is { } refusal) return refusal;
        if (State == RefundState.Failed && IsDoubtful)
            return Refuse.NotNow("refund_doubtful", "Nobody knows whether the last attempt paid it: raise it again, it is paid once all the same.");
        if (!MayBeRejected) return Decided();
        if (string.IsNullOrWhiteSpace(reason)) return Refuse.InvalidField("reason", "Say why: the driver reads it.");
        (State, DecidedAt, DecidedBy, DecisionReason, NextAttemptAt) = (RefundState.Rejected, now, Cut(by.Name, LongestName), reason, null);
        return Outcome.Done;
    }

    /// <summary>One takes it to pay it now; saved before it is paid, so that of two one does. False where it is not due.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (State is not (RefundState.Approved or RefundState.Executing) || NextAttemptAt is not { } due || due > now) return false;
        (State, NextAttemptAt, IsDoubtful, Attempts, Tries) = (RefundState.Executing, now + Lease, true, Attempts + 1, Tries + 1);
        return true;
    }

    /// <summary>It was paid. False where that was known, or cannot be: then nothing is booked.</summary>
    public bool NotePaid(string? reference, DateTimeOffset now)
    {
        if (State is RefundState.Requested or RefundState.Done or RefundState.Rejected) return false;
        Paid(reference, now);
        return true;
    }

    /// <summary>It was paid although it had been rejected: the money has left, and a person has to see to it.</summary>
    public void NotePaidAfterRejection(string? reference, string trouble, DateTimeOffset now)
    {
        if (State != RefundState.Rejected) throw new InvalidOperationException($"Refund {Id} is {State}, not Rejected.");
        Paid(reference, now);
        (Trouble, TroubleAt) = (Cut(trouble, LongestError), now);
    }

    /// <summary>The bank gave back what had been paid: the driver has not got it, and a person has to see to it. False where it was not paid by a payment service, or is known.</summary>
    public bool NoteReturned(string words, DateTimeOffset now)
    {
        if (State != RefundState.Done || Way != RefundWay.Http) return false;
        (State, DoneAt, NextAttemptAt, LastError, IsDoubtful, ReturnedAt) = (RefundState.Failed, null, null, Cut(words, LongestError), false, now);
        return true;
    }

    /// <summary>Somebody has seen to what was wrong about it.</summary>
    public Outcome SeeTo(Actor by, string? words)
    {
        if (by.Require(Permission.ApproveRefunds, "see to refunds") is { IsDone: false } refused) return refused;
        if (Trouble is null) return Refuse.NotNow("refund_no_trouble", "There is nothing to see to.");
        if (string.IsNullOrWhiteSpace(words)) return Refuse.InvalidField("reason", "Say what was done about it.");
        (Trouble, TroubleAt) = (null, null);
        return Outcome.Done;
    }

    /// <summary>The payment service has it, and tells later.</summary>
    public void NoteUnderWay(string? reference, DateTimeOffset now)
    {
        if (State != RefundState.Executing) return;
        (GatewayReference, NextAttemptAt, LastError, IsDoubtful, Tries) = (Cut(reference, LongestReference) ?? GatewayReference, now + BetweenQuestions, null, true, 0);
        UnderWaySince ??= now;
    }

    /// <summary>It was not paid, or nobody knows.</summary>
    /// <param name="words">Why.</param>
    /// <param name="isRefused">A plain no: trying again is no use before somebody has looked at it.</param>
    /// <param name="mostTries">After so many it is a dead letter.</param>
    /// <param name="now">When the attempt ended.</param>
    /// <param name="chance">0 to 1: spreads the waits.</param>
    public void NoteNotPaid(string words, bool isRefused, int mostTries, DateTimeOffset now, double chance)
    {
        if (State is not RefundState.Executing) return;
        (LastError, IsDoubtful) = (Cut(words, LongestError), !isRefused);
        if (isRefused || Tries >= mostTries) (State, NextAttemptAt, UnderWaySince) = (RefundState.Failed, null, null);
        else NextAttemptAt = now + WaitAfter(Tries, chance);
    }

    /// <summary>A person sends a dead letter on its way again.</summary>
    public Outcome RaiseAgain(Actor by, DateTimeOffset now)
    {
        if (by.Require(Permission.ApproveRefunds, "raise refunds again") is { IsDone: false } refused) return refused;
        if (State != RefundState.Failed) return Refuse.NotNow("refund_not_failed", "Only a refund that failed can be raised again.");
        if (!IsDoubtful) (Round, GatewayReference) = (Round + 1, null);
        (State, NextAttemptAt, Tries, RaisedAt, RaisedBy, ReturnedAt) = (RefundState.Approved, now, 0, now, Cut(by.Name, LongestName), null);
        return Outcome.Done;
    }

    /// <summary>30 s after the first failure, then twice as long each time, give or take a fifth, and never more than 6 h.</summary>
    public static TimeSpan WaitAfter(int failures, double chance)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(failures, 20) - 1) * (0.8 + (0.4 * chance));
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>What stands against this person deciding about it; null where nothing does.</summary>
    /// <param name="altogether">With all that counts with it.</param>
    public Refusal? MayDecide(Actor by, RefundPolicy policy, Money altogether, string verb)
    {
        if (by.Require(Permission.ApproveRefunds, $"{verb} refunds").Refusal is { } forbidden) return forbidden;
        if (by.UserId is { } me && me == RequestedById) return Refuse.Forbidden($"You asked for this refund: somebody else has to {verb} it.");
        if (by.UserId is { } owner && owner == OwnerId) return Refuse.Forbidden($"The money would be yours: somebody else has to {verb} it.");
        if (!policy.NeedsAdmin(altogether) || by.Roles.Contains(Role.Admin)) return null;
        return Refuse.Forbidden(policy.NeedsAdmin(Amount)
            ? $"Above {Currency} {policy.AdminAbove:0.00} an administrator has to {verb} it."
            : $"With what was approved before it comes to {altogether}: above {Currency} {policy.AdminAbove:0.00} an administrator has to {verb} it.");
    }

    private void Paid(string? reference, DateTimeOffset now)
    {
        (State, DoneAt, NextAttemptAt, LastError, IsDoubtful, UnderWaySince, ReturnedAt) = (RefundState.Done, now, null, null, false, null, null);
        GatewayReference = Cut(reference, LongestReference) ?? GatewayReference;
    }

    private void Approved(string by, DateTimeOffset now) =>
        (State, DecidedAt, DecidedBy, NextAttemptAt) = (RefundState.Approved, now, Cut(by, LongestName), now);

    private Refusal Decided() => State switch
    {
        RefundState.Requested => throw new InvalidOperationException($"Refund {Id} is not decided."),
        RefundState.Rejected => Refuse.Conflict("refund_decided", $"{DecidedBy} has rejected this refund already."),
        RefundState.Approved or RefundState.Executing or RefundState.Done or RefundState.Failed => Refuse.Conflict("refund_decided", $"{DecidedBy} has approved this refund already."),
    };

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int longest) => text?.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}

/// <summary>A refund was asked for, decided, tried, or paid.</summary>
public readonly record struct RefundChanged(Guid RefundId, Guid SubjectId);
