using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>The rows of the Roles table: one for each <see cref="Role"/>, under ids that are the same in every database, so that nothing has to join to know a role.</summary>
public static class RoleRows
{
    private static readonly Dictionary<Role, Guid> IdOf = new()
    {
        [Role.Admin] = new("0199c000-0000-7000-8000-000000000001"),
        [Role.Operator] = new("0199c000-0000-7000-8000-000000000002"),
        [Role.Support] = new("0199c000-0000-7000-8000-000000000003"),
        [Role.Driver] = new("0199c000-0000-7000-8000-000000000004"),
    };

    private static readonly Dictionary<Guid, Role> RoleOf = IdOf.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static Guid Id(Role role) => IdOf[role];

    /// <summary>Roles in the order of the enum; ids of roles that are none of ours are left out.</summary>
    public static IReadOnlyList<Role> Of(IEnumerable<Guid> roleIds) =>
        [.. roleIds.Where(RoleOf.ContainsKey).Select(id => RoleOf[id]).Order()];

    public static IdentityUserRole<Guid> Link(Guid personId, Role role) => new() { UserId = personId, RoleId = IdOf[role] };

    /// <summary>Adds what is missing to what the caller saves.</summary>
    internal static async Task AddMissingAsync(EvOpsDb db, CancellationToken cancel)
    {
        var present = await db.Set<IdentityRole<Guid>>().Select(role => role.Id).ToListAsync(cancel);
        foreach (var (role, id) in IdOf.Where(pair => !present.Contains(pair.Value)))
        {
            db.Add(new IdentityRole<Guid> { Id = id, Name = role.ToString(), NormalizedName = role.ToString().ToUpperInvariant(), ConcurrencyStamp = id.ToString() });
        }
    }
}
