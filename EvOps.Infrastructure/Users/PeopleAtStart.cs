using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

/// <summary>
/// Runs once the schema stands: the roles, the first administrator where the settings name one and there is none, and in demo mode one
/// person of each role. Running again, or on two nodes at once, changes nothing.
/// </summary>
public sealed partial class PeopleAtStart(
    IDbContextFactory<EvOpsDb> databases, IPasswordHasher<Person> hasher, AuditTrail audit, IOptions<IdentityOptions> identity,
    IOptions<BootstrapOptions> bootstrap, IOptions<DemoOptions> demo, IHostEnvironment environment, TimeProvider time, ILogger<PeopleAtStart> log)
{
    /// <summary>The tag of the demo driver.</summary>
    public const string DemoDriverTag = "DRIVER-1";

    private static readonly Actor Start = Actor.House("start");

    public async Task<Outcome> RunAsync(CancellationToken cancel)
    {
        await Races.DecideAgainAsync(() => AddRolesAsync(cancel));
        if (await Races.DecideAgainAsync(() => AddFirstAdminAsync(cancel)) is { IsDone: false } refused) return refused;
        if (demo.Value.IsOn(environment)) return await Races.DecideAgainAsync(() => AddDemoPeopleAsync(cancel));
        return Outcome.Done;
    }

    private async Task<int> AddRolesAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await RoleRows.AddMissingAsync(db, cancel);
        return await db.SaveChangesAsync(cancel);
    }

    private async Task<Outcome> AddFirstAdminAsync(CancellationToken cancel)
    {
        var (email, password) = (bootstrap.Value.AdminEmail, bootstrap.Value.AdminPassword);
        if (string.IsNullOrWhiteSpace(email) && string.IsNullOrWhiteSpace(password)) return Outcome.Done;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var admin = RoleRows.Id(Role.Admin);
        if (await db.PersonRoles.AnyAsync(r => r.RoleId == admin, cancel)) return Outcome.Done;
        if (PersonRules.CheckEmail(email) is { } badEmail) return Named("Bootstrap:AdminEmail", badEmail);
        if (PersonRules.CheckPassword(password, identity.Value.Password) is { } weak) return Named("Bootstrap:AdminPassword", weak);

        var normalised = Person.Normalise(email!);
        // Somebody who has an account already gets the right, but no new password.
        if (await db.People.SingleOrDefaultAsync(p => p.NormalizedEmail == normalised, cancel) is { } present) db.PersonRoles.Add(RoleRows.Link(present.Id, Role.Admin));
        else AddPerson(db, email!, "Administrator", password!, Role.Admin, phone: null);
        await db.SaveChangesAsync(cancel);
        FirstAdmin(email!);
        return Outcome.Done;
    }

    private async Task<Outcome> AddDemoPeopleAsync(CancellationToken cancel)
    {
        if (PersonRules.CheckPassword(demo.Value.Password, identity.Value.Password) is { } weak) return Named("Demo:Password", weak);

        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var role in Enum.GetValues<Role>())
        {
            // Numbers of Berlin that belong to nobody: the regulator keeps them for films.
            var word = role.ToString().ToLowerInvariant();
            var normalised = Person.Normalise($"{word}@evops.local");
            var person = await db.People.SingleOrDefaultAsync(p => p.NormalizedEmail == normalised, cancel)
                ?? AddPerson(db, $"{word}@evops.local", $"Demo {word}", demo.Value.Password, role, $"+493023125{100 + (int)role}");
            if (role != Role.Driver || await db.IdTags.AnyAsync(t => t.Value == DemoDriverTag, cancel)) continue;

            var tag = new IdTag(DemoDriverTag, TagStatus.Accepted);
            tag.Change(TagStatus.Accepted, null, null, person.Id);
            db.IdTags.Add(tag);
        }
        await db.SaveChangesAsync(cancel);
        return Outcome.Done;
    }

    private Person AddPerson(EvOpsDb db, string email, string name, string password, Role role, string? phone)
    {
        var person = Person.Create(email, name, time.GetUtcNow(), phone);
        person.SetPasswordHash(hasher.HashPassword(person, password));
        db.People.Add(person);
        db.PersonRoles.Add(RoleRows.Link(person.Id, role));
        audit.Note(db, Start, "add person", "user", person.Id.ToString(), "done", $"{person.Email}, {role}");
        return person;
    }

    private static Refusal Named(string setting, Refusal refusal) => Refuse.Invalid("bad_setting", $"{setting}: {refusal.Message}");

    [LoggerMessage(LogLevel.Information, "{Email} is the first administrator")]
    private partial void FirstAdmin(string email);
}
