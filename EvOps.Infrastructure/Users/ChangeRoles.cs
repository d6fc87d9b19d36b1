using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Says anew what somebody is. Counts for what is open within half a minute.</summary>
public sealed class ChangeRoles(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, Guid personId, IReadOnlyCollection<Role> roles, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, personId, [.. roles.Distinct().Order()], cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(personId));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid personId, List<Role> roles, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancel);
        var links = await db.PersonRoles.Where(r => r.UserId == personId).ToListAsync(cancel);
        var before = RoleRows.Of(links.Select(link => link.RoleId));
        var refusal = actor.Require(Permission.ManageUsers, "give roles").Refusal
            ?? (person is null ? People.NotFound() : PersonRules.CheckRoles(roles))
            ?? (before.Contains(Role.Admin) && !roles.Contains(Role.Admin) ? await People.KeepAnAdminAsync(db, person!, cancel) : null);

        if (refusal is null)
        {
            db.PersonRoles.RemoveRange(links.Where(link => !roles.Exists(role => RoleRows.Id(role) == link.RoleId)));
            db.PersonRoles.AddRange(roles.Except(before).Select(role => RoleRows.Link(personId, role)));
            person!.Touch();
        }
        audit.Note(db, actor, "change roles", "user", personId.ToString(), refusal?.Message ?? "done",
            $"{person?.Email}: {string.Join(", ", before)} → {string.Join(", ", roles)}");
        await db.SaveChangesAsync(cancel);
        return refusal is null ? Outcome.Done : refusal;
    }
}
