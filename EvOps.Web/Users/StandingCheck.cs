using System.Security.Claims;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;

namespace EvOps.Web.Users;

/// <summary>
/// A cookie or token says who came, not how the person stands today: whoever was disabled, or has another password since, is
/// nobody; everybody else gets the roles of today.
/// </summary>
public sealed class StandingCheck(RequestDelegate next, Standings standings)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.User.PersonId() is { } id)
        {
            var standing = await standings.OfAsync(id, http.RequestAborted);
            http.User = standing is not null && standing.Honours(http.User.Stamp())
                ? PersonClaims.Full(standing, http.User.Identity!.AuthenticationType!, OriginOf(http))
                : new ClaimsPrincipal(new ClaimsIdentity());
        }
        await next(http);
    }

    private static string OriginOf(HttpContext http) => Origin(http, http.User.Identity!.AuthenticationType == Schemes.Bearer ? "API" : "console");

    /// <summary>From where, as the audit trail has it.</summary>
    internal static string Origin(HttpContext http, string door)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        return $"{door}, {address?.ToString() ?? "unknown address"}";
    }
}
