using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What a person may decide about a refund.</summary>
public enum RefundDecision
{
    Approve,

    /// <summary>What it took of the payment is free again, and the driver is told.</summary>
    Reject,

    /// <summary>A dead letter goes on its way again.</summary>
    RaiseAgain,

    /// <summary>What was wrong about one that is over has been seen to.</summary>
    SeeTo,
}

/// <summary>A second person decides about a refund.</summary>
public sealed class DecideRefund(
    IDbContextFactory<EvOpsDb> databases, FindPaidThing things, RefundLimits limits, Notices notices, AuditTrail audit, LiveFeed live, TimeProvider time, IOptions<RefundsOptions> options)
{
    internal static readonly Refusal NotFound = Refuse.NotFound("refund_not_found", "There is no such refund.");

    public async Task<Outcome> RunAsync(Actor actor, Guid id, RefundDecision decision, string? reason, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, decision, reason, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (refund, thing, told) = outcome.Value;
        live.Publish(new RefundChanged(refund.Id, refund.SubjectId));
        // What a corrected bill had kept back may have been given back now.
        if (decision == RefundDecision.Reject) live.Publish(new WalletChanged(refund.OwnerId));
        notices.Tell(told);
        thing?.Tell(live);
        return Outcome.Done;
    }

    private async Task<Outcome<(Refund Refund, PaidThing? Thing, Told? Told)>> TryAsync(Actor actor, Guid id, RefundDecision decision, string? reason, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var subject = await db.Refunds.Where(r => r.Id == id).Select(r => new { r.Subject, r.SubjectId }).SingleOrDefaultAsync(cancel);
        // What was paid for is read first: one who sees it already given back then sees the refund already decided.
        Outcome<PaidThing> found = subject is null ? NotFound : await things.RunAsync(db, subject.Subject, subject.SubjectId.ToString(), cancel);
        var refund = await db.Refunds.SingleOrDefaultAsync(r => r.Id == id, cancel);
        var words = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        var altogether = refund is null ? default : decision == RefundDecision.Approve ? await limits.GuardAsync(db, refund, cancel) : refund.Amount;
        var decided = Decide(actor, refund, decision, altogether, words);
        audit.Note(db, actor, $"{VerbOf(decision)} refund", "refund", id.ToString(), decided.Refusal?.Message ?? "done", refund is null ? null : $"{refund.Amount} {words}".Trim());
        if (!decided.IsDone)
        {
            await db.SaveChangesAsync(cancel);
            return decided.Refusal;
        }

        var (now, thing) = (time.GetUtcNow(), found.IsDone ? found.Value : null);
        thing?.Note(WordsOf(actor, refund!, decision, words), now);
        Told? told = null;
        if (decision == RefundDecision.Reject)
        {
            if (thing is not null) await thing.GiveUpAsync(refund!.Amount, actor.Name, cancel);
            if (refund!.Way == RefundWay.Http && await db.Payments.SingleOrDefaultAsync(p => p.IntentId == refund.PaymentReference, cancel) is { } payment) payment.GiveUpRefund(refund.Amount);
            var (title, sentence) = RefundNews.Rejected(refund!);
            told = await notices.AddAsync(db, refund!.OwnerId, NoticeKind.RefundRejected, title, sentence, thing?.DriverLink ?? "/drive/wallet", $"refund/{refund.Id}/rejected", now, cancel);
        }

        await db.SaveChangesAsync(cancel);
        return (refund!, thing, told);
    }

    private Outcome Decide(Actor actor, Refund? refund, RefundDecision decision, Money altogether, string? reason)
    {
        if (actor.Require(Permission.ApproveRefunds, "decide about refunds") is { IsDone: false } forbidden) return forbidden;
        if (refund is null) return NotFound;
        if (reason?.Length > Refund.LongestReason) return Refuse.InvalidField("reason", "A reason has at most 500 characters.");
        var now = time.GetUtcNow();
        return decision switch
        {
            RefundDecision.Approve => refund.Approve(actor, options.Value.Policy, altogether, now),
            RefundDecision.Reject => refund.Reject(actor, reason, options.Value.Policy, now),
            RefundDecision.RaiseAgain => refund.RaiseAgain(actor, now),
            RefundDecision.SeeTo => refund.SeeTo(actor, reason),
        };
    }

    private static string VerbOf(RefundDecision decision) => decision switch
    {
        RefundDecision.Approve => "approve",
        RefundDecision.Reject => "reject",
        RefundDecision.RaiseAgain => "raise again",
        RefundDecision.SeeTo => "see to",
    };

    private static string WordsOf(Actor actor, Refund refund, RefundDecision decision, string? reason) => decision switch
    {
        RefundDecision.Approve => $"{actor.Name} approved the refund of {refund.Amount}.",
        RefundDecision.Reject => $"{actor.Name} rejected the refund of {refund.Amount}{(reason is null ? "." : $": {reason}")}",
        RefundDecision.RaiseAgain => $"{actor.Name} sent the refund of {refund.Amount} on its way again.",
        RefundDecision.SeeTo => $"{actor.Name} saw to the refund of {refund.Amount}: {reason}",
    };
}
