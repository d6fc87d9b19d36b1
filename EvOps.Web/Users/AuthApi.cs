using EvOps.Infrastructure.Users;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Users;

/// <summary>How a program signs in.</summary>
public static class AuthApi
{
    private sealed record LoginBody(string Email, string Password);

    private sealed record RefreshBody(string RefreshToken);

    public static void MapAuthApi(this IEndpointRouteBuilder app)
    {
        var auth = app.MapApi("/v1/auth", "Sign-in").AllowAnonymous();
        auth.MapPost("/login", LoginAsync)
            .WithExample("""{"email": "operator@example.com", "password": "three-words-of-mine"}""")
            .WithSummary("Tokens for an e-mail address and a password.")
            .Produces<Failure>(StatusCodes.Status401Unauthorized).Produces<Failure>(StatusCodes.Status429TooManyRequests);
        auth.MapPost("/refresh", RefreshAsync)
            .WithExample("""{"refreshToken": "Zk9t1mXw4s0"}""")
            .WithSummary("New tokens for a refresh token.")
            .Produces<Failure>(StatusCodes.Status401Unauthorized);
    }

    private static async Task<Answer<TokenPair>> LoginAsync(
        LoginBody body, SignIn signIn, SignInLimits limits, Tokens tokens, HttpContext http, CancellationToken cancel)
    {
        if (limits.Refuse(http, body.Email) is { } wait)
            return Answer.TooMany<TokenPair>(wait, "rate_limited", "Too many attempts to sign in; wait a little.");

        return await signIn.RunAsync(body.Email, body.Password, StandingCheck.Origin(http, "API"), cancel) switch
        {
            SignInResult.Welcome welcome => tokens.Issue(welcome.Standing),
            SignInResult.LockedOut shut => Answer.TooMany<TokenPair>(shut.For, "locked_out", "Too many wrong passwords: sign-in is locked for a while."),
            SignInResult.Disabled => Answer.Refused<TokenPair>(StatusCodes.Status403Forbidden, "account_disabled", "This account is disabled."),
            SignInResult.WrongCredentials => Answer.Refused<TokenPair>(StatusCodes.Status401Unauthorized, "invalid_credentials", "E-mail address or password is wrong."),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    private static async Task<Answer<TokenPair>> RefreshAsync(RefreshBody body, Tokens tokens, CancellationToken cancel) =>
        await tokens.RenewAsync(body.RefreshToken, cancel) is { } renewed
            ? renewed
            : Answer.Refused<TokenPair>(StatusCodes.Status401Unauthorized, "invalid_token", "The refresh token is not valid, or not any more; sign in again.");
}
