using EvOps.Domain.Common;

namespace EvOps.Domain.Users;

/// <summary>Who gives a command: a person with roles, or the house itself (a job, a charger's own message).</summary>
/// <param name="UserId">The person's id; null for the house.</param>
/// <param name="Name">E-mail of the person, or the name of the part of the house.</param>
/// <param name="Roles">What the person is.</param>
/// <param name="Origin">From where: an address, "console", "job".</param>
public sealed record Actor(Guid? UserId, string Name, IReadOnlyCollection<Role> Roles, string Origin)
{
    /// <summary>The house itself. It may do anything that its own rules call for, and is named in the audit trail.</summary>
    public static Actor House(string part) => new(null, part, [Role.Admin], "house");

    public bool May(Permission permission) => RolePermissions.Allow(Roles, permission);

    /// <summary>Done when allowed; otherwise the refusal to hand back.</summary>
    public Outcome Require(Permission permission, string toDo) =>
        May(permission) ? Outcome.Done : Refuse.Forbidden($"Your role does not allow you to {toDo}.");
}
