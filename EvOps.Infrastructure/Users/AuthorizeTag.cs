using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>What the house says of a tag at this moment.</summary>
/// <param name="IsKnown">Somebody entered it.</param>
/// <param name="UserId">Its owner.</param>
public sealed record TagAnswer(bool IsKnown, TagStatus Status, DateTimeOffset? ExpiresAt, string? ParentValue, Guid? UserId);

/// <summary>May this tag charge? The one place that answers, for Authorize, StartTransaction and starts from outside alike.</summary>
public sealed class AuthorizeTag(IOptions<UsersOptions> options)
{
    public async Task<TagAnswer> AskAsync(EvOpsDb db, string idTag, DateTimeOffset now, CancellationToken cancel)
    {
        var value = IdTag.Normalise(idTag);
        var tag = await db.IdTags.AsNoTracking().SingleOrDefaultAsync(t => t.Value == value, cancel);
        return tag is null
            ? new(false, options.Value.UnknownTags switch { UnknownTags.Accept => TagStatus.Accepted, UnknownTags.Reject => TagStatus.Invalid }, null, null, null)
            : new(true, tag.StatusAt(now), tag.ExpiresAt, tag.ParentValue, tag.UserId);
    }
}
