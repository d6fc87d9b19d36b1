using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// What counts towards the limits with a refund: all that was approved of the same session or booking, and all that was approved for the same driver within
/// some days. A sum that is split in many is still that sum. What the rules alone give back counts for its booking, and not for its driver.
/// </summary>
public sealed class RefundLimits(IOptions<RefundsOptions> options, TimeProvider time)
{
    /// <summary>This one with what counts with it.</summary>
    public async Task<Money> AltogetherAsync(EvOpsDb db, Refund refund, CancellationToken cancel)
    {
        var (id, owner, subject, since) = (refund.Id, refund.OwnerId, refund.SubjectId, time.GetUtcNow() - TimeSpan.FromHours(options.Value.LimitWindowHours));
        var approved = db.Refunds.Where(r => r.Id != id && r.Currency == refund.Currency && r.DecidedAt != null && r.State != RefundState.Rejected);
        var ofOwner = await approved.Where(r => r.OwnerId == owner && r.DecidedAt >= since && !(r.ReasonCode == RefundReason.BookingEnded && r.RequestedById == null))
            .SumAsync(r => r.AmountMinorUnits, cancel);
        var ofSubject = refund.Subject == RefundSubject.Wallet ? 0 : await approved.Where(r => r.Subject == refund.Subject && r.SubjectId == subject).SumAsync(r => r.AmountMinorUnits, cancel);
        return refund.Amount + new Money(Math.Max(ofOwner, ofSubject), refund.Currency);
    }

    /// <summary>The same for one who is about to approve it: of two who approve for one driver at once the later decides again, and counts the other's.</summary>
    public async Task<Money> GuardAsync(EvOpsDb db, Refund refund, CancellationToken cancel)
    {
        // Read before the sum is: whoever approves another one in between changes its version.
        var wallet = await db.Wallets.SingleOrDefaultAsync(w => w.OwnerId == refund.OwnerId && w.Currency == refund.Currency, cancel);
        if (wallet is null) db.Wallets.Add(new Wallet(Ids.New(time.GetUtcNow()), refund.OwnerId, refund.Currency));
        else db.Entry(wallet).Property(w => w.BalanceMinorUnits).IsModified = true;
        return await AltogetherAsync(db, refund, cancel);
    }

    /// <summary>Whether nobody has to look at it: small with all that counts with it, and not for the one who asks.</summary>
    /// <param name="takenAltogether">All that is refunded of the same thing with this.</param>
    public async Task<bool> ApprovesAloneAsync(EvOpsDb db, Refund refund, Money takenAltogether, CancellationToken cancel)
    {
        var policy = options.Value.Policy;
        if (refund.RequestedById == refund.OwnerId || !policy.ApprovesAlone(takenAltogether)) return false;
        return policy.ApprovesAlone(await GuardAsync(db, refund, cancel));
    }
}
