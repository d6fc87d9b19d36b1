using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>One line of the list of people.</summary>
/// <param name="HasPassword">False until the invite link was used.</param>
/// <param name="LockedOutUntil">The end of the last lock-out, which may be over.</param>
public sealed record PersonRow(
    Guid Id, string Email, string DisplayName, string? Phone, IReadOnlyList<Role> Roles, bool IsDisabled, bool HasPassword,
    DateTimeOffset? LockedOutUntil, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

public enum PersonOrder
{
    Name,
    Email,
    Created,
    LastSignIn,
}

/// <summary>Which people: part of the name or address, the end of the phone number, a role, only disabled ones or only others.</summary>
public sealed record PersonFilter(string? Search = null, Role? Role = null, bool? IsDisabled = null, PersonOrder Order = PersonOrder.Name, bool IsDescending = false);

/// <summary>Everybody who has an account.</summary>
public sealed class ListPeople(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<PersonRow>>> RunAsync(Actor actor, PersonFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (actor.Require(Permission.ManageUsers, "see people").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var links = db.PersonRoles;
        var page = await Sorted(Filtered(db, filter), filter)
            .Select(p => new
            {
                Person = p,
                RoleIds = links.Where(r => r.UserId == p.Id).Select(r => r.RoleId).ToList(),
            })
            .PageAsync(limit, offset, cancel);
        return new Page<PersonRow>([.. page.Items.Select(row => RowOf(row.Person, row.RoleIds))], page.Total, limit, offset);
    }

    /// <summary>People to choose an owner from: the first few whose name or address contains the text.</summary>
    public async Task<IReadOnlyList<PersonRow>> SuggestAsync(Actor actor, string? search, CancellationToken cancel)
    {
        if (!actor.May(Permission.ManageTags)) return [];

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await Filtered(db, new PersonFilter(search)).OrderBy(p => p.NormalizedEmail).Take(20).ToListAsync(cancel);
        return [.. found.Select(person => RowOf(person, []))];
    }

    private static PersonRow RowOf(Person p, List<Guid> roleIds) => new(
        p.Id, p.Email!, p.DisplayName, p.PhoneNumber, RoleRows.Of(roleIds), p.IsDisabled, p.PasswordHash is not null, p.LockoutEnd, p.CreatedAt, p.LastSignInAt);

    private static IQueryable<Person> Filtered(EvOpsDb db, PersonFilter filter)
    {
        var people = db.People.AsNoTracking();
        if (filter.IsDisabled is { } isDisabled) people = people.Where(p => p.IsDisabled == isDisabled);
        if (filter.Role is { } role)
        {
            var (links, roleId) = (db.PersonRoles, RoleRows.Id(role));
            people = people.Where(p => links.Any(r => r.UserId == p.Id && r.RoleId == roleId));
        }
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = Like.Containing(filter.Search);
            var number = Phone.PartOf(filter.Search) is { } digits ? $"%{digits}" : null;
            people = people.Where(p => EF.Functions.Like(p.Email!, pattern, Like.Escape) || EF.Functions.Like(p.DisplayName, pattern, Like.Escape)
                || number != null && EF.Functions.Like(p.PhoneNumber!, number));
        }
        return people;
    }

    private static IOrderedQueryable<Person> Sorted(IQueryable<Person> people, PersonFilter filter) => (filter.Order, filter.IsDescending) switch
    {
        (PersonOrder.Name, false) => people.OrderBy(p => p.DisplayName).ThenBy(p => p.Id),
        (PersonOrder.Name, true) => people.OrderByDescending(p => p.DisplayName).ThenBy(p => p.Id),
        (PersonOrder.Email, false) => people.OrderBy(p => p.NormalizedEmail).ThenBy(p => p.Id),
        (PersonOrder.Email, true) => people.OrderByDescending(p => p.NormalizedEmail).ThenBy(p => p.Id),
        (PersonOrder.Created, false) => people.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id),
        (PersonOrder.Created, true) => people.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id),
        (PersonOrder.LastSignIn, false) => people.OrderBy(p => p.LastSignInAt).ThenBy(p => p.Id),
        (PersonOrder.LastSignIn, true) => people.OrderByDescending(p => p.LastSignInAt).ThenBy(p => p.Id),
    };
}
