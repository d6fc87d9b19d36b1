using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Shuts somebody out: no sign-in any more, and what is open ends within a minute.</summary>
public sealed class DisablePerson(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
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
        var refusal = actor.Require(Permission.ManageUsers, "disable accounts").Refusal
            ?? (person is null ? People.NotFound() : null)
            ?? (personId == actor.UserId ? Refuse.NotNow("own_account", "You cannot disable your own account.") : null)
            ?? await CheckAdminAsync(db, person!, cancel)
            ?? person!.Disable().Refusal;

        audit.Note(db, actor, "disable person", "user", personId.ToString(), refusal?.Message ?? "done", person?.Email);
        await db.SaveChangesAsync(cancel);
        return refusal is null ? Outcome.Done : refusal;
    }

    private static async Task<Refusal?> CheckAdminAsync(EvOpsDb db, Person person, CancellationToken cancel)
    {
        var admin = RoleRows.Id(Role.Admin);
        return await db.PersonRoles.AnyAsync(r => r.UserId == person.Id && r.RoleId == admin, cancel)
            ? await People.KeepAnAdminAsync(db, person, cancel)
            : null;
    }
}
