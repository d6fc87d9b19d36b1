using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>A tag as it is to be. Everything that is left out is taken away.</summary>
/// <param name="ParentIdTag">The group; members may stop each other's sessions.</param>
/// <param name="UserId">The driver who owns it.</param>
public sealed record TagWish(TagStatus Status, DateTimeOffset? ExpiryDate = null, string? ParentIdTag = null, Guid? UserId = null);

/// <summary>Enters a tag, or changes it: the same wish twice leaves the same tag.</summary>
public sealed class SaveTag(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome<TagRow>> RunAsync(Actor actor, string idTag, TagWish wish, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, idTag, wish, cancel));
        if (outcome.IsDone) live.Publish(new TagChanged(outcome.Value.IdTag));
        return outcome;
    }

    private async Task<Outcome<TagRow>> TryAsync(Actor actor, string idTag, TagWish wish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var value = IdTag.Normalise(idTag);
        var owner = wish.UserId is { } id ? await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) : null;
        var refusal = Check(actor, value, wish, owner);
        if (refusal is null)
        {
            var tag = await db.IdTags.SingleOrDefaultAsync(t => t.Value == value, cancel) ?? db.IdTags.Add(new IdTag(value, wish.Status)).Entity;
            tag.Change(wish.Status, wish.ExpiryDate, wish.ParentIdTag, wish.UserId);
        }

        audit.Note(db, actor, "save tag", "tag", value, refusal?.Message ?? "done", Describe(wish, owner));
        await db.SaveChangesAsync(cancel);
        if (refusal is not null) return refusal;
        var parent = string.IsNullOrWhiteSpace(wish.ParentIdTag) ? null : IdTag.Normalise(wish.ParentIdTag);
        return new TagRow(value, wish.Status, wish.ExpiryDate, parent, wish.UserId, owner?.Email, owner?.DisplayName);
    }

    private static Refusal? Check(Actor actor, string value, TagWish wish, Person? owner)
    {
        if (actor.Require(Permission.ManageTags, "change tags").Refusal is { } forbidden) return forbidden;
        if (CheckText("idTag", value) is { } bad) return bad;
        if (!string.IsNullOrWhiteSpace(wish.ParentIdTag) && CheckText("parentIdTag", IdTag.Normalise(wish.ParentIdTag)) is { } badParent) return badParent;
        if (wish.UserId is not null && owner is null) return Refuse.InvalidField("userId", "There is no person with this id.");
        return null;
    }

    private static Refusal? CheckText(string field, string value)
    {
        if (value.Length is 0 or > IdTag.LongestValue) return Refuse.InvalidField(field, $"A tag has 1 to {IdTag.LongestValue} characters.");
        return value.Any(char.IsControl) ? Refuse.InvalidField(field, "A tag has no control characters.") : null;
    }

    private static string Describe(TagWish wish, Person? owner)
    {
        List<string> parts = [wish.Status.ToString()];
        if (wish.ExpiryDate is { } expiry) parts.Add($"until {expiry.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        if (!string.IsNullOrWhiteSpace(wish.ParentIdTag)) parts.Add($"group {IdTag.Normalise(wish.ParentIdTag)}");
        if (owner is not null) parts.Add($"of {owner.Email}");
        return string.Join(", ", parts);
    }
}
