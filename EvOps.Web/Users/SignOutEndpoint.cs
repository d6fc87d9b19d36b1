using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

namespace EvOps.Web.Users;

/// <summary>Leaving: a form of the header posts here.</summary>
public static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder app) =>
        app.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        // Another site must not be able to throw people out of the console.
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form is too old. Load the page again, then sign out.");
        await http.SignOutAsync(Schemes.Cookie);
        return Results.LocalRedirect("/sign-in");
    }
}
