using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>How an attempt to sign in ended.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    public sealed record Welcome(Standing Standing) : SignInResult;

    /// <summary>No such person, or not this password: which of the two is nobody's business.</summary>
    public sealed record WrongCredentials : SignInResult;

    /// <summary>Too many wrong passwords in a row.</summary>
    public sealed record LockedOut(TimeSpan For) : SignInResult;

    /// <summary>The right password of a disabled account.</summary>
    public sealed record Disabled : SignInResult;
}

/// <summary>Checks an e-mail address and a password, and shuts the door for a while after too many wrong ones.</summary>
public sealed class SignIn(
    IDbContextFactory<EvOpsDb> databases, IPasswordHasher<Person> hasher, AuditTrail audit,
    IOptions<IdentityOptions> options, TimeProvider time)
{
    // Checked where nobody is known by the address, so that the answer takes as long as for a wrong password.
    private readonly Lazy<string> nobodysHash = new(() => hasher.HashPassword(new Person(), Guid.NewGuid().ToString()));

    public Task<SignInResult> RunAsync(string email, string password, string origin, CancellationToken cancel) =>
        Races.DecideAgainAsync(() => TryAsync(email, password, origin, cancel));

    private async Task<SignInResult> TryAsync(string email, string password, string origin, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var name = Person.Normalise(email);
        var person = await db.People.SingleOrDefaultAsync(p => p.NormalizedEmail == name, cancel);
        if (person is null)
        {
            hasher.VerifyHashedPassword(new Person(), nobodysHash.Value, password);
            return new SignInResult.WrongCredentials();
        }

        // Neither the password is looked at nor a line written: otherwise trying, and filling the trail, would go on behind a shut door.
        var now = time.GetUtcNow();
        if (person.IsLockedOut(now)) return new SignInResult.LockedOut(person.LockoutEnd!.Value - now);

        var standing = (await Standings.ReadAsync(db, person.Id, cancel))!;
        var result = Decide(person, standing, password, now);
        var actor = new Actor(person.Id, person.Email!, standing.Roles, origin);
        audit.Note(db, actor, "sign in", "user", person.Id.ToString(), Words(result));
        await db.SaveChangesAsync(cancel);
        return result;
    }

    private SignInResult Decide(Person person, Standing standing, string password, DateTimeOffset now)
    {
        var verdict = hasher.VerifyHashedPassword(person, person.PasswordHash ?? nobodysHash.Value, password);
        if (person.PasswordHash is null || verdict == PasswordVerificationResult.Failed)
        {
            person.CountWrongPassword(now, options.Value.Lockout);
            return person.IsLockedOut(now) ? new SignInResult.LockedOut(person.LockoutEnd!.Value - now) : new SignInResult.WrongCredentials();
        }

        if (person.IsDisabled) return new SignInResult.Disabled();
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded) person.PasswordHash = hasher.HashPassword(person, password);
        person.NoteSignIn(now);
        return new SignInResult.Welcome(standing);
    }

    private static string Words(SignInResult result) => result switch
    {
        SignInResult.Welcome => "done",
        SignInResult.WrongCredentials => "wrong password",
        SignInResult.LockedOut => "locked out",
        SignInResult.Disabled => "account is disabled",
        _ => throw new InvalidOperationException($"Unknown result {result}."),
    };
}
