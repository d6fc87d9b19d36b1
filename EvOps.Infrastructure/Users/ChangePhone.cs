using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Says under which number somebody calls, or that nobody knows one any more.</summary>
public sealed class ChangePhone(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    /// <param name="phone">As somebody writes it, with its country; null or blank takes it away.</param>
    /// <returns>The number as it is stored; null where there is none now.</returns>
    public async Task<Outcome<string?>> RunAsync(Actor actor, Guid personId, string? phone, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, personId, phone, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(personId));
        return outcome;
    }

    private async Task<Outcome<string?>> TryAsync(Actor actor, Guid personId, string? phone, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancel);
        var refusal = actor.Require(Permission.ManageUsers, "change phone numbers").Refusal
            ?? (person is null ? People.NotFound() : PersonRules.CheckPhone(phone));

        var (before, after) = (person?.PhoneNumber, PersonRules.PhoneOf(phone));
        if (refusal is null) person!.ChangePhone(after);
        audit.Note(db, actor, "change phone number", "user", personId.ToString(), refusal?.Message ?? "done", $"{person?.Email}: {before ?? "none"} → {after ?? "none"}");
        await db.SaveChangesAsync(cancel);
        return refusal is null ? after : refusal;
    }
}
