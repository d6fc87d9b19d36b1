using EvOps.Domain.Alerts;
using EvOps.Domain.Refunds;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Keeps what came of paying a refund. That it is done, its entry in the ledger, the line in the timeline and the driver's notice are
/// one save: however often it is told, it is booked once.
/// </summary>
public sealed class SettleRefund(
    IDbContextFactory<EvOpsDb> databases, FindPaidThing things, Ledger ledger, Notices notices, RefundInstruments instruments, LiveFeed live, TimeProvider time, IOptions<RefundsOptions> options)
{
    /// <param name="refundId">Which refund.</param>
    /// <param name="answer">What came of it.</param>
    /// <param name="isCurrent">Whether an answer that it was not paid is about its present attempt; an older one changes nothing.</param>
    /// <param name="eventId">Of the payment service's event; null where we asked.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task RunAsync(Guid refundId, GatewayAnswer answer, Func<Refund, bool> isCurrent, string? eventId, CancellationToken cancel)
    {
        var settled = await Races.DecideAgainAsync(() => TryAsync(refundId, answer, isCurrent, eventId, cancel));
        if (settled is not var (refund, thing, told, was)) return;

        if (refund.State != was) instruments.Settled(refund.State);
        live.Publish(new RefundChanged(refund.Id, refund.SubjectId));
        if (refund.State != was && refund.State == RefundState.Done) live.Publish(new WalletChanged(refund.OwnerId));
        notices.Tell(told);
        thing?.Tell(live);
    }

    private async Task<(Refund Refund, PaidThing? Thing, Told? Told, RefundState Was)?> TryAsync(
        Guid refundId, GatewayAnswer answer, Func<Refund, bool> isCurrent, string? eventId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (eventId is not null && await db.RefundAttempts.AnyAsync(a => a.EventId == eventId, cancel)) return null;
        var refund = await db.Refunds.SingleAsync(r => r.Id == refundId, cancel);
        var found = await things.RunAsync(db, refund.Subject, refund.SubjectId.ToString(), cancel);
        var (thing, was, now) = (found.IsDone ? found.Value : null, refund.State, time.GetUtcNow());

        Told? told = null;
        var words = answer.Words;
        switch (answer.Answer)
        {
            case RefundAnswer.Paid when refund.NotePaid(answer.Reference, now):
                told = await BookAsync(db, refund, thing, now, cancel);
                break;
            case RefundAnswer.Paid when refund.State == RefundState.Rejected && isCurrent(refund):
                told = await BookRejectedAsync(db, refund, thing, answer, now, cancel);
                words += " It was rejected here: somebody has to look at it.";
                break;
            case RefundAnswer.Paid:
                break;
            case RefundAnswer.Refused when isCurrent(refund) && answer.Reference is not null && answer.Reference == refund.GatewayReference && refund.NoteReturned(answer.Words, now):
                told = await BookReturnAsync(db, refund, thing, now, cancel);
                words += " It had been paid before: what was booked is booked back.";
                break;
            case RefundAnswer.UnderWay when isCurrent(refund):
                refund.NoteUnderWay(answer.Reference, now);
                break;
            case RefundAnswer.Refused or RefundAnswer.Unknown when isCurrent(refund):
                refund.NoteNotPaid(answer.Words, answer.Answer == RefundAnswer.Refused, options.Value.MostAttempts, now, Random.Shared.NextDouble());
                if (refund.State == RefundState.Failed) thing?.Note($"The refund of {refund.Amount} could not be paid: {refund.LastError}", now);
                break;
            case RefundAnswer.UnderWay or RefundAnswer.Refused or RefundAnswer.Unknown:
                // Of an older attempt: it stands among the attempts and moves nothing.
                break;
            default:
                throw new InvalidOperationException($"{answer.Answer} is no known answer.");
        }

        db.RefundAttempts.Add(new RefundAttempt(refund.Id, now, answer.Answer, words, eventId));
        await db.SaveChangesAsync(cancel);
        return (refund, thing, told, was);
    }

    private async Task<Told?> BookAsync(EvOpsDb db, Refund refund, PaidThing? thing, DateTimeOffset now, CancellationToken cancel)
    {
        var (reference, title) = (ReferenceOf(refund), TitleOf(refund));
        var entry = await ledger.GiveBackAsync(db, refund.OwnerId, refund.Amount, reference, refund.Subject == RefundSubject.Wallet ? refund.Title : $"Refund for {title}", "refunds", cancel);
        // The refund was read before somebody else settled it, the ledger after.
        if (entry is null) throw new LostRaceException($"The ledger has {reference} already, and the refund does not know.");
        if (refund.Way == RefundWay.Http) await PayOutAsync(db, refund, cancel);

        thing?.Note($"{refund.Amount} were refunded {(refund.Way == RefundWay.Wallet ? "into the driver's wallet" : "by the payment service")}.", now);
        var (head, words) = RefundNews.Paid(refund);
        return await notices.AddAsync(db, refund.OwnerId, NoticeKind.Refunded, head, words, thing?.DriverLink ?? "/drive/wallet", $"refund/{refund.LedgerId}/done", now, cancel);
    }

    /// <summary>The money has left although it had been rejected. Where there is room for it, it counts as refunded; else it is owed back, and stands in the wallet.</summary>
    private async Task<Told?> BookRejectedAsync(EvOpsDb db, Refund refund, PaidThing? thing, GatewayAnswer answer, DateTimeOffset now, CancellationToken cancel)
    {
        var payment = await db.Payments.SingleOrDefaultAsync(p => p.IntentId == refund.PaymentReference, cancel);
        payment?.TakeRefund(refund.Amount);
        if (thing is not null && thing.Take(refund.Amount).IsDone)
        {
            refund.NotePaidAfterRejection(answer.Reference, $"The payment service paid {refund.Amount} although {refund.DecidedBy} had rejected it. It counts as refunded.", now);
            return await BookAsync(db, refund, thing, now, cancel);
        }

        refund.NotePaidAfterRejection(answer.Reference, $"The payment service paid {refund.Amount} although {refund.DecidedBy} had rejected it, and no such sum is left of what was paid. It was taken from the driver's wallet.", now);
        await PayOutAsync(db, refund, cancel);
        thing?.Note(refund.Trouble!, now);
        return null;
    }

    /// <summary>The bank did not take it: the money is with the house again, and the refund has still to be paid.</summary>
    private async Task<Told?> BookReturnAsync(EvOpsDb db, Refund refund, PaidThing? thing, DateTimeOffset now, CancellationToken cancel)
    {
        var title = TitleOf(refund);
        await ledger.TopUpAsync(db, refund.OwnerId, refund.Amount, ReferenceOf(refund, "/returned"), $"Sent back by the bank: refund for {title}", "refunds", cancel);
        await ledger.ChargeAsync(db, refund.OwnerId, refund.Amount, ReferenceOf(refund, "/undone"), $"Refund for {title} undone until it is paid again", "refunds", cancel);
        thing?.Note($"The refund of {refund.Amount} came back from the bank: {refund.LastError}", now);
        var (head, words) = RefundNews.Returned(refund);
        return await notices.AddAsync(db, refund.OwnerId, NoticeKind.Refunded, head, words, thing?.DriverLink ?? "/drive/wallet", $"refund/{refund.LedgerId}/returned", now, cancel);
    }

    private Task<LedgerEntry?> PayOutAsync(EvOpsDb db, Refund refund, CancellationToken cancel) =>
        ledger.PayOutAsync(db, refund.OwnerId, refund.Amount, ReferenceOf(refund, "/paid-out"), $"Paid out by the payment service for {TitleOf(refund)}", "refunds", cancel);

    private static LedgerReference ReferenceOf(Refund refund, string part = "") => new(LedgerReferenceKind.Refund, refund.LedgerId + part);

    private static string TitleOf(Refund refund) => $"{char.ToLowerInvariant(refund.Title[0])}{refund.Title[1..]}";
}
