using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Whether a payment is odd, or has been seen to, changed.</summary>
public readonly record struct PaymentChanged(Guid PaymentId, Guid OwnerId);

/// <summary>A person says what was done about a payment that came in another sum than was asked for; its alert closes.</summary>
public sealed class SeeToPayment(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <param name="named">Its id, or the payment service's own name for it.</param>
    public async Task<Outcome<Payment>> RunAsync(Actor actor, string named, string? words, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, named, words, cancel));
        if (outcome.IsDone) live.Publish(new PaymentChanged(outcome.Value.Id, outcome.Value.OwnerId));
        return outcome;
    }

    /// <summary>Those of a driver that nobody has seen to yet, the oldest first.</summary>
    public async Task<IReadOnlyList<Payment>> OddOfAsync(Actor actor, Guid ownerId, CancellationToken cancel)
    {
        if (!actor.May(Permission.ManageWallets)) return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Odd(db).Where(p => p.OwnerId == ownerId).OrderBy(p => p.BegunAt).ToListAsync(cancel);
    }

    internal static IQueryable<Payment> Odd(EvOpsDb db) => db.Payments.AsNoTracking().Where(p => p.State == PaymentState.Odd && p.SeenToAt == null);

    private async Task<Outcome<Payment>> TryAsync(Actor actor, string named, string? words, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var payment = Guid.TryParse(named, out var id) ? await db.Payments.SingleOrDefaultAsync(p => p.Id == id, cancel) : await db.Payments.SingleOrDefaultAsync(p => p.IntentId == named, cancel);
        var decided = payment is null ? Refuse.NotFound("payment_not_found", "There is no such payment.") : payment.SeeTo(actor, words, time.GetUtcNow());
        audit.Note(db, actor, "see to payment", "payment", AuditTrail.Fit(payment?.Id.ToString() ?? named), decided.Refusal?.Message ?? "done", words is null ? null : AuditTrail.Fit(words));
        await db.SaveChangesAsync(cancel);
        return decided.IsDone ? payment! : decided.Refusal;
    }
}
