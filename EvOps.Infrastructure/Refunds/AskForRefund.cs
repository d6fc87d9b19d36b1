using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <param name="SessionId">Session id, request id or transaction id; or one of the two others.</param>
/// <param name="WalletUserId">Whose wallet gets a credit out of goodwill.</param>
/// <param name="Amount">Major units, in the currency that was paid in.</param>
/// <param name="ToPayment">The payment with which the driver filled his wallet, by the payment service's name, where the money is to go back by that; else it goes the way it was paid.</param>
public sealed record RefundWish(string? SessionId, Guid? BookingId, Guid? WalletUserId, decimal Amount, string? Reason, RefundReason? ReasonCode, string? ToPayment = null);

/// <summary>A payment by which a driver filled his wallet, and by which money can go back to him.</summary>
public sealed record PaymentLeft(string IntentId, DateTimeOffset PaidAt, Money Amount, Money Left);

/// <summary>What a refund would come to.</summary>
/// <param name="Paid">What was paid; null where it is no matter of that.</param>
/// <param name="Taken">Refunded of it or under way.</param>
/// <param name="Balance">Of the wallet, now.</param>
/// <param name="Way">By which way it would go back.</param>
/// <param name="Payments">Those by which it can go back instead, the latest first.</param>
public sealed record RefundBasis(Money? Paid, Money Taken, Money Balance, RefundWay Way, string Currency, IReadOnlyList<PaymentLeft> Payments)
{
    /// <summary>The most that can still be refunded; null where nothing was paid for it.</summary>
    public Money? Left => Paid is { } paid ? paid - Taken : null;
}

/// <summary>
/// Asks for a refund. Its part of what was paid is taken in the same save, on the row that says what was paid: of two who ask at once
/// the loser decides again with fresh eyes, and hears how much is left.
/// </summary>
public sealed class AskForRefund(
    IDbContextFactory<EvOpsDb> databases, FindPaidThing things, RefundLimits limits, AuditTrail audit, LiveFeed live, TimeProvider time, IOptions<RefundsOptions> options)
{
    public async Task<Outcome<Guid>> RunAsync(Actor actor, RefundWish wish, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, wish, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (refund, thing) = outcome.Value;
        live.Publish(new RefundChanged(refund.Id, refund.SubjectId));
        thing.Tell(live);
        return refund.Id;
    }

    /// <summary>What was paid and what is left of it. Nothing is saved.</summary>
    public async Task<Outcome<RefundBasis>> PreviewAsync(Actor actor, RefundSubject subject, string id, CancellationToken cancel)
    {
        if (actor.Require(Permission.RequestRefunds, "ask for refunds").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await things.RunAsync(db, subject, id, cancel);
        if (!found.IsDone) return found.Refusal;
        var thing = found.Value;
        if (thing.Currency is not { } currency || thing.PayerId is not { } payer) return thing.Take(Money.Zero("EUR")).Refusal ?? NoPrice;

        var balance = await db.Wallets.Where(w => w.OwnerId == payer && w.Currency == currency).Select(w => w.BalanceMinorUnits).SingleOrDefaultAsync(cancel);
        var way = IsByService && thing.Payment is not null ? RefundWay.Http : RefundWay.Wallet;
        var payments = IsByService && thing.Payment is null && subject != RefundSubject.Wallet ? await PaymentsAsync(db, payer, currency, cancel) : [];
        return new RefundBasis(thing.Paid, thing.Taken ?? Money.Zero(currency), new Money(balance, currency), way, currency, payments);
    }

    private static async Task<List<PaymentLeft>> PaymentsAsync(EvOpsDb db, Guid owner, string currency, CancellationToken cancel)
    {
        var paid = await db.Payments.AsNoTracking()
            .Where(p => p.OwnerId == owner && p.Currency == currency && p.State == PaymentState.Paid && p.BookingId == null && p.RefundedMinorUnits < p.AmountMinorUnits)
            .OrderByDescending(p => p.BegunAt).Take(10).ToListAsync(cancel);
        return [.. paid.Select(p => new PaymentLeft(p.IntentId!, p.PaidAt!.Value, p.Amount, p.Left))];
    }

    private async Task<Outcome<(Refund Refund, PaidThing Thing)>> TryAsync(Actor actor, RefundWish wish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, wish, cancel);
        var (kind, id) = NameOf(wish);
        audit.Note(db, actor, "ask for refund", kind, outcome.IsDone ? outcome.Value.Thing.Id.ToString() : id, outcome.Refusal?.Message ?? "done", $"{wish.Amount}: {AuditTrail.Fit(wish.Reason)}");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<(Refund Refund, PaidThing Thing)>> DecideAsync(EvOpsDb db, Actor actor, RefundWish wish, CancellationToken cancel)
    {
        if (actor.Require(Permission.RequestRefunds, "ask for refunds").Refusal is { } forbidden) return forbidden;
        if (wish.WalletUserId is not null && actor.Require(Permission.ManageWallets, "give credits out of goodwill").Refusal is { } noGoodwill) return noGoodwill;
        if (SubjectOf(wish) is not var (subject, id)) return Refuse.Invalid("invalid_request", "Say what is refunded: one of sessionId, bookingId and walletUserId.");
        if (Faults(wish, null) is { } faults) return faults;

        var found = await things.RunAsync(db, subject, id, cancel);
        if (!found.IsDone) return found.Refusal;
        var thing = found.Value;
        if (thing.Currency is { } known && Faults(wish, known) is { } odd) return odd;

        var amount = Money.FromAmount(wish.Amount, thing.Currency ?? "EUR");
        var taken = thing.Take(amount);
        if (!taken.IsDone) return taken.Refusal;
        var payment = await PaymentAsync(db, subject, thing, wish, cancel);
        if (!payment.IsDone) return payment.Refusal;
        if (payment.Value?.TakeRefund(amount).Refusal is { } tooMuch) return tooMuch;
        return (await AddAsync(db, actor, subject, thing, payment.Value, amount, wish, cancel), thing);
    }

    /// <summary>By which payment it goes back: the one it was paid by, or the one that is asked for. Null: into the wallet.</summary>
    private async Task<Outcome<Payment?>> PaymentAsync(EvOpsDb db, RefundSubject subject, PaidThing thing, RefundWish wish, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(wish.ToPayment) || thing.Payment?.IntentId == wish.ToPayment.Trim()) return IsByService ? thing.Payment : null;
        if (subject == RefundSubject.Wallet) return Refuse.InvalidField("toPayment", "A credit out of goodwill goes into the wallet.");
        if (!IsByService) return Refuse.InvalidField("toPayment", "There is no payment service: it goes into the wallet.");
        if (thing.Payment is { } own) return Refuse.InvalidField("toPayment", $"It was paid by {own.IntentId} and goes back by that.");
        var (name, payer) = (wish.ToPayment.Trim(), thing.PayerId);
        var payment = await db.Payments.SingleOrDefaultAsync(p => p.IntentId == name && p.OwnerId == payer && p.BookingId == null, cancel);
        return payment is not null ? payment : Refuse.NotFound("payment_not_found", "The driver has filled his wallet by no such payment.");
    }

    private async Task<Refund> AddAsync(EvOpsDb db, Actor actor, RefundSubject subject, PaidThing thing, Payment? payment, Money amount, RefundWish wish, CancellationToken cancel)
    {
        var (now, reason) = (time.GetUtcNow(), wish.Reason!.Trim());
        var code = wish.ReasonCode ?? (subject == RefundSubject.Wallet ? RefundReason.Goodwill : RefundReason.Other);
        var ask = new RefundAsk(subject, thing.Id, thing.PayerId!.Value, thing.Title, payment?.IntentId ?? thing.Id.ToString(), amount, code, reason, payment is null ? RefundWay.Wallet : RefundWay.Http);
        var refund = new Refund(Ids.New(now), ask, actor, now);
        db.Refunds.Add(refund);
        thing.Note($"{actor.Name} asked to refund {amount}: {reason}", now);
        // Of what was never paid nothing is given without a second pair of eyes.
        if (thing.Taken is { } altogether && await limits.ApprovesAloneAsync(db, refund, altogether, cancel))
        {
            refund.ApproveByPolicy(now);
            thing.Note($"The refund of {amount} is small enough to be approved by policy.", now);
            audit.Note(db, Actor.House("refunds"), "approve refund", "refund", refund.Id.ToString(), "done", $"{amount}, by policy");
        }

        return refund;
    }

    private bool IsByService => options.Value.Gateway == RefundWay.Http;

    private static (RefundSubject Subject, string Id)? SubjectOf(RefundWish wish) => (wish.SessionId, wish.BookingId, wish.WalletUserId) switch
    {
        ({ } session, null, null) => (RefundSubject.Session, session),
        (null, { } booking, null) => (RefundSubject.Booking, booking.ToString()),
        (null, null, { } person) => (RefundSubject.Wallet, person.ToString()),
        _ => null,
    };

    private static (string Kind, string Id) NameOf(RefundWish wish) =>
        wish.SessionId is { } session ? ("session", session) : wish.BookingId is { } booking ? ("booking", booking.ToString()) : ("person", wish.WalletUserId?.ToString() ?? "");

    private static Refusal NoPrice => Refuse.NotNow("nothing_paid", "There was no price: nothing has been paid.");

    private static Refusal? Faults(RefundWish wish, string? currency)
    {
        var errors = new FieldErrors();
        errors.Check(wish.Amount is > 0 and <= 1_000_000, "amount", "The amount is more than zero, and at most 1,000,000.");
        errors.Check(currency is null || decimal.Round(wish.Amount, Money.DecimalsOf(currency)) == wish.Amount, "amount", $"{currency} has {Money.DecimalsOf(currency ?? "")} digits behind the point.");
        errors.Check(!string.IsNullOrWhiteSpace(wish.Reason), "reason", "Say why: whoever decides reads it.");
        errors.Check(wish.Reason?.Trim().Length is null or <= Refund.LongestReason, "reason", "A reason has at most 500 characters.");
        return errors.Refusal;
    }
}
