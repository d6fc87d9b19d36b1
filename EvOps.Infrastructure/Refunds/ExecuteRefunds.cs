using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Job: pays refunds that are due. Each is claimed first, saved before anything is asked of anybody; whoever dies between leaves it to
/// its lease, and the next one asks by the same key. Harmless to run twice, or on two nodes at once.
/// </summary>
public sealed partial class ExecuteRefunds(
    IDbContextFactory<EvOpsDb> databases, IEnumerable<IRefundGateway> gateways, SettleRefund settle, LiveFeed live, TimeProvider time, ILogger<ExecuteRefunds> log)
{
    private const int MostAtOnce = 100;

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var id in await DueAsync(cancel))
        {
            try
            {
                await PayAsync(id, cancel);
            }
#pragma warning disable CA1031 // One that cannot be paid or kept must not keep the others; its lease gives it back.
            catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                NotKept(failure, id);
            }
        }
    }

    private async Task PayAsync(Guid id, CancellationToken cancel)
    {
        if (await ClaimAsync(id, cancel) is not { } order) return;

        var answer = await gateways.Single(gateway => gateway.Way == order.Way).PayAsync(order, cancel);
        // What was paid is kept even while the house closes.
        await settle.RunAsync(id, answer, refund => refund.Attempts == order.Attempt, null, CancellationToken.None);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Refunds.Where(r => r.NextAttemptAt != null && r.NextAttemptAt <= now).OrderBy(r => r.NextAttemptAt).Select(r => r.Id).Take(MostAtOnce).ToListAsync(cancel);
    }

    private async Task<RefundOrder?> ClaimAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var refund = await db.Refunds.SingleAsync(r => r.Id == id, cancel);
        if (!refund.Claim(time.GetUtcNow())) return null;
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception lost) when (Races.IsLostRace(lost))
        {
            return null;
        }

        live.Publish(new RefundChanged(refund.Id, refund.SubjectId));
        return new RefundOrder(id, refund.Amount, refund.IdempotencyKey, refund.PaymentReference, refund.GatewayReference, refund.Way, refund.Attempts);
    }

    [LoggerMessage(LogLevel.Error, "What came of paying refund {Refund} could not be kept; it is asked for again, by the same key, when its lease has run out")]
    private partial void NotKept(Exception failure, Guid refund);
}
