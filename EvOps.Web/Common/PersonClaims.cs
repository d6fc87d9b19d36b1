using System.Globalization;
using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;

namespace EvOps.Web.Common;

/// <summary>Who is signed in, as claims: in the cookie or token only the id and the stamp, in a request or circuit the rest as it stands now.</summary>
public static class PersonClaims
{
    private const string StampType = "evops:stamp", DisplayNameType = "evops:name", OriginType = "evops:origin";

    /// <summary>What a cookie or token carries. Roles are not in it: they are looked up, so that a change counts soon.</summary>
    public static ClaimsPrincipal Ticket(Standing standing, string scheme) => Principal(scheme,
    [
        new Claim(ClaimTypes.NameIdentifier, standing.PersonId.ToString()),
        new Claim(StampType, standing.Stamp),
    ]);

    /// <summary>The person in full, for one request or one circuit.</summary>
    /// <param name="standing">As it stands now.</param>
    /// <param name="scheme">How the person signed in.</param>
    /// <param name="origin">From where: "console, 10.0.0.7".</param>
    public static ClaimsPrincipal Full(Standing standing, string scheme, string origin) => Principal(scheme,
    [
        new Claim(ClaimTypes.NameIdentifier, standing.PersonId.ToString()),
        new Claim(StampType, standing.Stamp),
        new Claim(ClaimTypes.Name, standing.Email),
        new Claim(DisplayNameType, standing.DisplayName),
        new Claim(OriginType, origin),
        .. standing.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())),
    ]);

    extension(ClaimsPrincipal principal)
    {
        /// <summary>Null where nobody is signed in.</summary>
        public Guid? PersonId() => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

        public string? Stamp() => principal.FindFirstValue(StampType);

        public string DisplayName() => principal.FindFirstValue(DisplayNameType) ?? "";

        public IReadOnlyList<Role> Roles() =>
            [.. principal.FindAll(ClaimTypes.Role).Where(claim => Enum.TryParse<Role>(claim.Value, out _)).Select(claim => Enum.Parse<Role>(claim.Value))];

        public bool May(Permission permission) => RolePermissions.Allow(principal.Roles(), permission);

        /// <summary>Who gives the command, for use cases: their first argument.</summary>
        public Actor ToActor() => new(
            principal.PersonId(), principal.Identity?.Name ?? "anonymous", principal.Roles(), principal.FindFirstValue(OriginType) ?? "unknown");
    }

    private static ClaimsPrincipal Principal(string scheme, IEnumerable<Claim> claims) => new(new ClaimsIdentity(claims, scheme));
}
