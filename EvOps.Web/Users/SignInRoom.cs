using EvOps.Domain.Users;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;

namespace EvOps.Web.Users;

/// <summary>How people and programs are known to the console and the API.</summary>
public static class SignInRoom
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(Schemes.Either)
            .AddPolicyScheme(Schemes.Either, null, either => either.ForwardDefaultSelector = Schemes.Choose)
            .AddCookie(Schemes.Cookie, ConfigureCookie)
            .AddBearerToken(Schemes.Bearer, bearer => bearer.Events.OnMessageReceived = received =>
            {
                received.Token ??= Schemes.HubTokenOf(received.Request);
                return Task.CompletedTask;
            });
        services.PostConfigure<BearerTokenOptions>(Schemes.Bearer, bearer => bearer.BearerTokenProtector = new RememberedTickets(bearer.BearerTokenProtector));
        services.AddAuthorization();
        services.AddPermissionPolicies();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitPerson>();
        services.AddScoped<CurrentActor>();
        services.AddSingleton<Tokens>();
        return services;
    }

    /// <summary>Authentication, how the person stands today, and rights; in this order.</summary>
    public static IApplicationBuilder UseSignIn(this IApplicationBuilder app) => app
        .UseAuthentication()
        .UseMiddleware<StandingCheck>()
        .UseRateLimiter()
        .UseAuthorization();

    /// <summary>One policy for each permission, of the same name: <c>@attribute [Authorize(Policy = nameof(Permission.ManageUsers))]</c>.</summary>
    private static void AddPermissionPolicies(this IServiceCollection services)
    {
        var policies = services.AddAuthorizationBuilder();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            policies.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.May(permission)));
        }
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = Schemes.CookieName;
        cookie.Cookie.HttpOnly = true;
        // Lax keeps the cookie out of other sites' requests, and still lets a link in a message open the console signed in.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/sign-in";
        cookie.AccessDeniedPath = "/access-denied";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnRedirectToLogin = redirect => AnswerOrRedirect(redirect, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = redirect => AnswerOrRedirect(redirect, StatusCodes.Status403Forbidden);
    }

    private static Task AnswerOrRedirect(RedirectContext<CookieAuthenticationOptions> redirect, int status)
    {
        if (ApiPaths.Contains(redirect.Request.Path)) redirect.Response.StatusCode = status;
        else redirect.Response.Redirect(redirect.RedirectUri);
        return Task.CompletedTask;
    }
}
