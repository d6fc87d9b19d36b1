using System.Runtime.CompilerServices;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Which lines of the audit trail.</summary>
/// <param name="Who">Part of the person's address, or of where it came from.</param>
/// <param name="What">Part of the action, of what it was done to, or of the details; or the whole correlation id.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record AuditFilter(
    string? Who = null, string? What = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool OnlyRefused = false);

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

    /// <summary>Everything that matches, newest first, read in portions: the trail may be long and is written to meanwhile.</summary>
    public async IAsyncEnumerable<AuditEntry> AllAsync(Actor actor, AuditFilter filter, int portion, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!actor.May(Permission.ViewAudit)) yield break;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var entries = Filtered(db.AuditEntries.AsNoTracking(), filter);
        for (AuditEntry? last = null; ;)
        {
            var rest = last is null ? entries : entries.Where(e => e.At < last.At || (e.At == last.At && e.Id.CompareTo(last.Id) < 0));
            var found = await rest.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(portion).ToListAsync(cancel);
            foreach (var entry in found) yield return entry;
            if (found.Count < portion) yield break;
            last = found[^1];
        }
    }

    private static IQueryable<AuditEntry> Filtered(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.From is { } from) entries = entries.Where(e => e.At >= from);
        if (filter.To is { } to) entries = entries.Where(e => e.At < to);
        if (filter.OnlyRefused) entries = entries.Where(e => e.Outcome != "done");
        if (!string.IsNullOrWhiteSpace(filter.Who))
        {
            var who = Like.Containing(filter.Who);
            entries = entries.Where(e => EF.Functions.Like(e.Who, who, Like.Escape) || EF.Functions.Like(e.Origin, who, Like.Escape));
        }
        if (!string.IsNullOrWhiteSpace(filter.What))
        {
            var (what, id) = (Like.Containing(filter.What), filter.What.Trim());
            entries = entries.Where(e => EF.Functions.Like(e.Action, what, Like.Escape)
                || EF.Functions.Like(e.SubjectKind, what, Like.Escape)
                || EF.Functions.Like(e.SubjectId, what, Like.Escape)
                || EF.Functions.Like(e.Details!, what, Like.Escape)
                || e.CorrelationId == id);
        }
        return entries;
    }
}
