using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>A tag of the person who asks.</summary>
/// <param name="Status">As it is answered at this moment: expired where its day has passed.</param>
public sealed record OwnTag(string IdTag, TagStatus Status);

/// <summary>The tags a person can charge with, those first that are accepted.</summary>
public sealed class ListOwnTags(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    public async Task<Outcome<IReadOnlyList<OwnTag>>> RunAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Require(Permission.ChargeOwn, "charge").Refusal is { } forbidden) return forbidden;
        if (actor.UserId is not { } me) return Array.Empty<OwnTag>();

        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var mine = await db.IdTags.AsNoTracking().Where(t => t.UserId == me).OrderBy(t => t.Value).ToListAsync(cancel);
        return mine.Select(t => new OwnTag(t.Value, t.StatusAt(now))).OrderBy(t => t.Status != TagStatus.Accepted).ToArray();
    }
}
