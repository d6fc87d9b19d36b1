using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Which lines of the audit trail. Texts may be part of what was written; times are from (inclusive) to (exclusive).</summary>
public sealed record AuditFilter(
    string? Who = null, string? Action = null, string? SubjectKind = null, string? Subject = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, bool OnlyRefused = false);

/// <summary>The audit trail, newest first.</summary>
public sealed class ListAudit(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<AuditEntry>>> RunAsync(Actor actor, AuditFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewAudit, "read the audit trail").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Filtered(db.AuditEntries.AsNoTracking(), filter)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            .PageAsync(limit, offset, cancel);
    }

    private static IQueryable<AuditEntry> Filtered(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.From is { } from) entries = entries.Where(e => e.At >= from);
        if (filter.To is { } to) entries = entries.Where(e => e.At < to);
        if (filter.OnlyRefused) entries = entries.Where(e => e.Outcome != "done");
        if (!string.IsNullOrWhiteSpace(filter.SubjectKind)) entries = entries.Where(e => e.SubjectKind == filter.SubjectKind);
        if (!string.IsNullOrWhiteSpace(filter.Who))
        {
            var who = Like.Containing(filter.Who);
            entries = entries.Where(e => EF.Functions.Like(e.Who, who, Like.Escape) || EF.Functions.Like(e.Origin, who, Like.Escape));
        }
        if (!string.IsNullOrWhiteSpace(filter.Action))
        {
            var action = Like.Containing(filter.Action);
            entries = entries.Where(e => EF.Functions.Like(e.Action, action, Like.Escape));
        }
        if (!string.IsNullOrWhiteSpace(filter.Subject))
        {
            var subject = Like.Containing(filter.Subject);
            entries = entries.Where(e => EF.Functions.Like(e.SubjectId, subject, Like.Escape) || EF.Functions.Like(e.Details!, subject, Like.Escape));
        }
        return entries;
    }
}
