using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace EvOps.Web.Users;

/// <summary>The ways to be known: the console's cookie, or a bearer token.</summary>
internal static class Schemes
{
    public const string Either = "CookieOrBearer";
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Bearer = BearerTokenDefaults.AuthenticationScheme;
    public const string CookieName = "evops";

    /// <summary>A browser's WebSocket to a hub cannot send headers: SignalR puts the token here.</summary>
    public const string HubToken = "access_token";

    public static string Choose(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || HubTokenOf(http.Request) is not null) return Bearer;
        return ApiPaths.Contains(http.Request.Path) && !http.Request.Cookies.ContainsKey(CookieName) ? Bearer : Cookie;
    }

    public static string? HubTokenOf(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs") && request.Query[HubToken].ToString() is { Length: > 0 } token ? token : null;
}
