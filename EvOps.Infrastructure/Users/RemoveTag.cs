using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Forgets a tag: from now on it is one that nobody entered. Sessions it started keep its text.</summary>
public sealed class RemoveTag(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, string idTag, CancellationToken cancel)
    {
        var value = IdTag.Normalise(idTag);
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, value, cancel));
        if (outcome.IsDone) live.Publish(new TagChanged(value));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, string value, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var tag = await db.IdTags.SingleOrDefaultAsync(t => t.Value == value, cancel);
        var refusal = actor.Require(Permission.ManageTags, "remove tags").Refusal ?? (tag is null ? NotFound(value) : null);
        if (refusal is null) db.IdTags.Remove(tag!);

        audit.Note(db, actor, "remove tag", "tag", value, refusal?.Message ?? "done");
        await db.SaveChangesAsync(cancel);
        return refusal is null ? Outcome.Done : refusal;
    }

    internal static Refusal NotFound(string value) => Refuse.NotFound("tag_not_found", $"There is no tag {AuditTrail.Fit(value)}.");
}
