using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>One line of the list of tags. The status is the one that was set; <see cref="IsExpired"/> looks at the clock.</summary>
public sealed record TagRow(
    string IdTag, TagStatus Status, DateTimeOffset? ExpiryDate, string? ParentIdTag, Guid? UserId, string? UserEmail, string? UserName)
{
    /// <summary>An accepted tag whose day has passed is answered Expired.</summary>
    public bool IsExpired(DateTimeOffset now) => Status == TagStatus.Accepted && ExpiryDate <= now;
}

/// <summary>Which tags: part of the text, of the owner's name or address, or of the group.</summary>
public sealed record TagFilter(string? Search = null, TagStatus? Status = null, Guid? UserId = null);

/// <summary>The tags the house knows, in the order of their text.</summary>
public sealed class ListTags(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<TagRow>>> RunAsync(Actor actor, TagFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageTags, "see tags").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Rows(db, filter).PageAsync(limit, offset, cancel);
    }

    public async Task<Outcome<TagRow>> FindAsync(Actor actor, string idTag, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageTags, "see tags").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var value = IdTag.Normalise(idTag);
        var found = await Rows(db, new TagFilter(), value).SingleOrDefaultAsync(cancel);
        return found is null ? RemoveTag.NotFound(value) : found;
    }

    private static IQueryable<TagRow> Rows(EvOpsDb db, TagFilter filter, string? value = null)
    {
        var rows = from tag in db.IdTags.AsNoTracking()
                   join person in db.People on tag.UserId equals (Guid?)person.Id into owners
                   from owner in owners.DefaultIfEmpty()
                   select new { Tag = tag, Owner = owner };

        if (value is not null) rows = rows.Where(r => r.Tag.Value == value);
        if (filter.Status is { } status) rows = rows.Where(r => r.Tag.Status == status);
        if (filter.UserId is { } userId) rows = rows.Where(r => r.Tag.UserId == userId);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = Like.Containing(filter.Search);
            rows = rows.Where(r => EF.Functions.Like(r.Tag.Value, pattern, Like.Escape)
                || EF.Functions.Like(r.Tag.ParentValue!, pattern, Like.Escape)
                || EF.Functions.Like(r.Owner!.Email!, pattern, Like.Escape)
                || EF.Functions.Like(r.Owner!.DisplayName, pattern, Like.Escape));
        }
        return rows.OrderBy(r => r.Tag.Value)
            .Select(r => new TagRow(r.Tag.Value, r.Tag.Status, r.Tag.ExpiresAt, r.Tag.ParentValue, r.Tag.UserId, r.Owner!.Email, r.Owner.DisplayName));
    }
}
