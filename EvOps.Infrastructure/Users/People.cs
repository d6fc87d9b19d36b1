using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Users;

/// <summary>What the commands on people have in common.</summary>
internal static class People
{
    public static Refusal NotFound() => Refuse.NotFound("person_not_found", "There is no such person.");

    /// <summary>
    /// Refuses to take away the last administrator who can sign in. The one who remains is touched, so that of two who take each
    /// other's rights away at the same moment only one succeeds.
    /// </summary>
    public static async Task<Refusal?> KeepAnAdminAsync(EvOpsDb db, Person leaving, CancellationToken cancel)
    {
        var (links, admin) = (db.PersonRoles, RoleRows.Id(Role.Admin));
        var remaining = await db.People
            .Where(p => p.Id != leaving.Id && !p.IsDisabled && p.PasswordHash != null && links.Any(r => r.UserId == p.Id && r.RoleId == admin))
            .OrderBy(p => p.Id)
            .FirstOrDefaultAsync(cancel);
        remaining?.Touch();
        return remaining is null
            ? Refuse.NotNow("last_admin", $"{leaving.Email} is the last administrator who can sign in; make somebody else an administrator first.")
            : null;
    }
}
