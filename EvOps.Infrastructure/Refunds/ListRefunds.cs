using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>A refund as lists show it, with its driver's name.</summary>
public sealed record RefundRow(Refund Refund, string? OwnerName, string? OwnerEmail)
{
    public Guid Id => Refund.Id;
}

/// <summary>Which refunds.</summary>
/// <param name="NeedsSomebody">Only those that wait for a person.</param>
/// <param name="Search">Part of a driver's name or address, or of what was paid for.</param>
/// <param name="SubjectId">Of this session, booking or wallet.</param>
/// <param name="IsUrgentFirst">Those that wait for a person come first; otherwise the newest.</param>
public sealed record RefundFilter(RefundState? State = null, bool NeedsSomebody = false, string? Search = null, Guid? SubjectId = null, bool IsUrgentFirst = false);

/// <summary>Refunds for those who look after them; and of what one has paid for oneself for its driver.</summary>
public sealed class ListRefunds(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<RefundRow>>> RunAsync(Actor actor, RefundFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.RequestRefunds, "see refunds").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var refunds = Filtered(db, filter);
        var sorted = filter.IsUrgentFirst
            ? refunds.OrderBy(r => r.State == RefundState.Failed || r.TroubleAt != null ? 0 : r.State == RefundState.Requested ? 1 : r.State == RefundState.Approved || r.State == RefundState.Executing ? 2 : 3).ThenByDescending(r => r.RequestedAt)
            : refunds.OrderByDescending(r => r.RequestedAt);
        return await Rows(db, sorted.ThenByDescending(r => r.Id)).PageAsync(limit, offset, cancel);
    }

    /// <summary>Refunds of sessions, or of bookings, oldest first, without those that were rejected: what a bill shows. A driver sees his own.</summary>
    public async Task<IReadOnlyList<Refund>> OfAsync(Actor actor, RefundSubject subject, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (mayAll, me) = (actor.May(Permission.ViewNetwork), actor.UserId ?? Guid.Empty);
        return await db.Refunds.AsNoTracking().Where(r => r.Subject == subject && ids.Contains(r.SubjectId) && r.State != RefundState.Rejected && (mayAll || r.OwnerId == me))
            .OrderBy(r => r.RequestedAt).ThenBy(r => r.Id).ToListAsync(cancel);
    }

    internal static IQueryable<RefundRow> Rows(EvOpsDb db, IQueryable<Refund> refunds)
    {
        var people = db.People;
        return refunds.Select(r => new RefundRow(
            r, people.Where(p => p.Id == r.OwnerId).Select(p => p.DisplayName).FirstOrDefault(), people.Where(p => p.Id == r.OwnerId).Select(p => p.Email).FirstOrDefault()));
    }

    private static IQueryable<Refund> Filtered(EvOpsDb db, RefundFilter filter)
    {
        var (refunds, people) = (db.Refunds.AsNoTracking(), db.People);
        if (filter.State is { } state) refunds = refunds.Where(r => r.State == state);
        if (filter.NeedsSomebody) refunds = refunds.Where(r => r.State == RefundState.Requested || r.State == RefundState.Failed || r.TroubleAt != null);
        if (filter.SubjectId is { } subject) refunds = refunds.Where(r => r.SubjectId == subject);
        if (string.IsNullOrWhiteSpace(filter.Search)) return refunds;

        var pattern = Like.Containing(filter.Search);
        return refunds.Where(r => EF.Functions.Like(r.Title, pattern, Like.Escape) || EF.Functions.Like(r.Reason, pattern, Like.Escape)
            || people.Any(p => p.Id == r.OwnerId && (EF.Functions.Like(p.DisplayName, pattern, Like.Escape) || EF.Functions.Like(p.Email!, pattern, Like.Escape))));
    }
}
