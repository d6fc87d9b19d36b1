using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>
/// Somebody gives himself another password. Whatever else was signed in with the old one is out; wrong guesses of the old one count as at the door.
/// </summary>
public sealed class ChangePassword(
    IDbContextFactory<EvOpsDb> databases, IPasswordHasher<Person> hasher, AuditTrail audit, LiveFeed live, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <returns>The person as signed in with the new password.</returns>
    public async Task<Outcome<Standing>> RunAsync(Actor actor, string? current, string? password, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, current, password, cancel));
        if (outcome.IsDone) live.Publish(new PersonChanged(outcome.Value.PersonId));
        return outcome;
    }

    private async Task<Outcome<Standing>> TryAsync(Actor actor, string? current, string? password, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == actor.UserId, cancel);
        if (person?.PasswordHash is null || person.IsDisabled) return Refuse.Forbidden("Sign in first.");

        var refusal = Check(person, current ?? "", password);
        if (refusal is null) person.SetPasswordHash(hasher.HashPassword(person, password!));
        audit.Note(db, actor, "change password", "user", person.Id.ToString(), refusal?.Message ?? "done");
        await db.SaveChangesAsync(cancel);
        return refusal is null ? (await Standings.ReadAsync(db, person.Id, cancel))! : refusal;
    }

    private Refusal? Check(Person person, string current, string? password)
    {
        var now = time.GetUtcNow();
        if (person.IsLockedOut(now)) return Refuse.NotNow("locked_out", "Too many wrong passwords. Wait a few minutes, then try again.");

        if (hasher.VerifyHashedPassword(person, person.PasswordHash!, current) == PasswordVerificationResult.Failed)
        {
            person.CountWrongPassword(now, options.Value.Lockout);
            return Refuse.InvalidField("current", "The current password is wrong.");
        }

        if (PersonRules.CheckPassword(password, options.Value.Password) is { } weak) return weak;
        return password == current ? Refuse.InvalidField("password", "The new password is the old one.") : null;
    }
}
