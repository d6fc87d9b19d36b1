using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>Whoever holds an invite link sets the password, once.</summary>
public sealed class AcceptInvite(
    IDbContextFactory<EvOpsDb> databases, InviteLinks links, IPasswordHasher<Person> hasher, AuditTrail audit, LiveFeed live,
    IOptions<IdentityOptions> options)
{
    /// <summary>Whom the link is for, before anything is set.</summary>
    public async Task<Outcome<Standing>> LookAsync(string token, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var invite = links.Read(token);
        if (!invite.IsDone) return invite.Refusal;
        return await Standings.ReadAsync(db, invite.Value.PersonId, cancel) is { } standing && standing.Honours(invite.Value.Stamp)
            ? standing
            : InviteLinks.Worthless();
    }

    /// <summary>The person as signed in with the new password.</summary>
    public async Task<Outcome<Standing>> RunAsync(string token, string? password, string origin, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(token, password, origin, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(outcome.Value.PersonId));
        return outcome;
    }

    private async Task<Outcome<Standing>> TryAsync(string token, string? password, string origin, CancellationToken cancel)
    {
        var looked = await LookAsync(token, cancel);
        if (!looked.IsDone) return looked;
        if (PersonRules.CheckPassword(password, options.Value.Password) is { } weak) return weak;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleAsync(p => p.Id == looked.Value.PersonId, cancel);
        // Read again with the row: of two who use the link at once only one may set the password.
        if (person.SecurityStamp != looked.Value.Stamp) return InviteLinks.Worthless();

        person.SetPasswordHash(hasher.HashPassword(person, password!));
        audit.Note(db, new Actor(person.Id, person.Email!, looked.Value.Roles, origin), "set password", "user", person.Id.ToString(), "done");
        await db.SaveChangesAsync(cancel);
        return looked.Value with { Stamp = person.SecurityStamp! };
    }
}
