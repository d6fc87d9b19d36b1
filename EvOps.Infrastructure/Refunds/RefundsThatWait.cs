using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Refunds that need somebody: those that could not be paid or went astray, and those that nobody has decided about.</summary>
public sealed class RefundsThatWait : IAttentionSource
{
    public IDisposable Listen(LiveFeed live, Action changed) => live.Subscribe<RefundChanged>(_ => changed());

    public async Task<IReadOnlyList<AttentionItem>> LookAsync(EvOpsDb db, CancellationToken cancel)
    {
        var waiting = await db.Refunds.AsNoTracking().Where(r => r.State == RefundState.Requested || r.State == RefundState.Failed || r.TroubleAt != null).ToListAsync(cancel);
        return [.. waiting.Select(r => new AttentionItem(
            r.State == RefundState.Requested ? AttentionKind.RefundToApprove : AttentionKind.RefundFailed, Guid.Empty, $"Refund of {RefundNews.Spoken(r.Amount)}", null, r.Title, null,
            r.Trouble ?? (r.State == RefundState.Failed ? r.LastError : r.Reason), r.RequestedAt, Link: $"/refunds/{r.Id}"))];
    }
}
