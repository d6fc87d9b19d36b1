using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>A notice as its person sees it.</summary>
/// <param name="Link">Path inside the console.</param>
public sealed record NoticeRow(Guid Id, NoticeKind Kind, string Title, string Words, string Link, DateTimeOffset At, DateTimeOffset? ReadAt, MailState Mail);

/// <summary>What one was told oneself, newest first. Nobody sees what others were told.</summary>
public sealed class ListNotices(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<NoticeRow>>> RunAsync(Actor actor, bool unreadOnly, int limit, int offset, CancellationToken cancel)
    {
        if (Refusal(actor) is { } refusal) return refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Own(db, actor, unreadOnly).OrderByDescending(n => n.At).ThenByDescending(n => n.Id)
            .Select(n => new NoticeRow(n.Id, n.Kind, n.Title, n.Words, n.Link, n.At, n.ReadAt, n.MailState))
            .PageAsync(limit, offset, cancel);
    }

    /// <summary>How many one has not read.</summary>
    public async Task<Outcome<int>> CountUnreadAsync(Actor actor, CancellationToken cancel)
    {
        if (Refusal(actor) is { } refusal) return refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Own(db, actor, unreadOnly: true).CountAsync(cancel);
    }

    private static IQueryable<Notice> Own(EvOpsDb db, Actor actor, bool unreadOnly) =>
        db.Notices.AsNoTracking().Where(n => n.PersonId == actor.UserId && (!unreadOnly || n.ReadAt == null));

    private static Refusal? Refusal(Actor actor) => actor.Require(Permission.ChargeOwn, "see notices").Refusal;
}
