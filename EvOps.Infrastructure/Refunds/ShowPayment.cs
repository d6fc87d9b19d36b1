using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What drivers themselves see of their payments.</summary>
public sealed class ShowPayment(IDbContextFactory<EvOpsDb> databases, SettlePayment settle, IOptions<RefundsOptions> options, PaymentClient client)
{
    /// <summary>Whether the console offers payments: there is a payment service, and a page to confirm them at.</summary>
    public bool IsOffered => client.IsOn && options.Value.Http.PayPage is not null;

    /// <summary>One's own payment, as it stands: while it is open the payment service is asked.</summary>
    public async Task<Outcome<Payment>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.Require(Permission.ChargeOwn, "see payments").Refusal is { } forbidden) return forbidden;
        if (await ReadAsync(actor, id, cancel) is not { } payment) return Refuse.NotFound("payment_not_found", "There is no such payment.");
        if (payment.State is not (PaymentState.Begun or PaymentState.Lapsed) || payment.IntentId is not { } intent) return payment;
        await settle.AskAsync(id, intent, cancel);
        return (await ReadAsync(actor, id, cancel))!;
    }

    private async Task<Payment?> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.OwnerId == actor.UserId, cancel);
    }
}
