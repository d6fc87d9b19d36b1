using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace EvOps.Web.Users;

/// <summary>A circuit may stay open all day: whoever was disabled meanwhile, or has other roles, is asked to sign in again within a minute.</summary>
internal sealed class CircuitPerson(ILoggerFactory logs, Standings standings) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => Standings.Freshness;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        if (user.PersonId() is not { } id) return false;

        var standing = await standings.OfAsync(id, cancellationToken);
        return standing is not null && standing.Honours(user.Stamp()) && standing.Roles.SequenceEqual(user.Roles());
    }
}
