using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>Makes another link to set the password with: for an invite that got lost, and for a password that was forgotten. Earlier links and sign-ins end.</summary>
public sealed class RenewInvite(IDbContextFactory<EvOpsDb> databases, InviteLinks links, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome<Invitation>> RunAsync(Actor actor, Guid personId, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, personId, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(personId));
        return outcome;
    }

    private async Task<Outcome<Invitation>> TryAsync(Actor actor, Guid personId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancel);
        var refusal = actor.Require(Permission.ManageUsers, "make invite links").Refusal
            ?? (person is null ? People.NotFound() : null)
            ?? (person!.IsDisabled ? Refuse.NotNow("person_disabled", $"{person.Email} is disabled; enable the account first.") : null);

        if (refusal is null) person!.RenewStamp();
        audit.Note(db, actor, "make invite link", "user", personId.ToString(), refusal?.Message ?? "done", person?.Email);
        await db.SaveChangesAsync(cancel);
        if (refusal is not null) return refusal;

        var (token, expiresAt) = links.Make(person!);
        return new Invitation(person!.Id, person.Email!, token, expiresAt);
    }
}
