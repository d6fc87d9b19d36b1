using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Lets somebody in again who was disabled. The password is the old one; whatever was open stays closed.</summary>
public sealed class EnablePerson(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, Guid personId, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, personId, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(personId));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid personId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancel);
        var refusal = actor.Require(Permission.ManageUsers, "enable accounts").Refusal
            ?? (person is null ? People.NotFound() : null)
            ?? person!.Enable().Refusal;

        audit.Note(db, actor, "enable person", "user", personId.ToString(), refusal?.Message ?? "done", person?.Email);
        await db.SaveChangesAsync(cancel);
        return refusal is null ? Outcome.Done : refusal;
    }
}
