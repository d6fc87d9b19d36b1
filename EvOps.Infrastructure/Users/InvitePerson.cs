using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>The link to hand to somebody, who sets the password with it.</summary>
/// <param name="Token">The last part of <c>/invite/{token}</c>. Shown once; nobody can look it up later.</param>
public sealed record Invitation(Guid PersonId, string Email, string Token, DateTimeOffset ExpiresAt);

/// <summary>Gives somebody an account without a password, and a link to set one.</summary>
public sealed class InvitePerson(IDbContextFactory<EvOpsDb> databases, InviteLinks links, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public Task<Outcome<Invitation>> RunAsync(Actor actor, string? email, string? displayName, IReadOnlyCollection<Role> roles, CancellationToken cancel) =>
        RunAsync(actor, email, displayName, null, roles, cancel);

    /// <param name="phone">As somebody writes it, with its country; null or blank where nobody told.</param>
    public async Task<Outcome<Invitation>> RunAsync(Actor actor, string? email, string? displayName, string? phone, IReadOnlyCollection<Role> roles, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, email, displayName, phone, roles, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(outcome.Value.PersonId));
        return outcome;
    }

    private async Task<Outcome<Invitation>> TryAsync(Actor actor, string? email, string? displayName, string? phone, IReadOnlyCollection<Role> roles, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var refusal = await CheckAsync(db, actor, email, displayName, phone, roles, cancel);
        if (refusal is not null)
        {
            audit.Note(db, actor, "invite person", "user", AuditTrail.Fit(email), refusal.Message);
            await db.SaveChangesAsync(cancel);
            return refusal;
        }

        var person = Person.Create(email!, displayName!, time.GetUtcNow(), PersonRules.PhoneOf(phone));
        var (token, expiresAt) = links.Make(person);
        db.People.Add(person);
        db.PersonRoles.AddRange(roles.Distinct().Select(role => RoleRows.Link(person.Id, role)));
        audit.Note(db, actor, "invite person", "user", person.Id.ToString(), "done", $"{person.Email}, {string.Join(", ", roles.Distinct().Order())}{(person.PhoneNumber is { } number ? $", {number}" : "")}");
        await db.SaveChangesAsync(cancel);
        return new Invitation(person.Id, person.Email!, token, expiresAt);
    }

    private static async Task<Refusal?> CheckAsync(EvOpsDb db, Actor actor, string? email, string? displayName, string? phone, IReadOnlyCollection<Role> roles, CancellationToken cancel)
    {
        var refusal = actor.Require(Permission.ManageUsers, "invite people").Refusal
            ?? PersonRules.CheckNew(email, displayName, phone, roles);
        if (refusal is not null) return refusal;

        var name = Person.Normalise(email!);
        return await db.People.AnyAsync(p => p.NormalizedEmail == name, cancel)
            ? Refuse.Conflict("email_taken", $"There is an account for {email!.Trim()} already.")
            : null;
    }
}
