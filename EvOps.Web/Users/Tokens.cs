using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Users;

/// <summary>What a program signs its requests with.</summary>
/// <param name="ExpiresIn">Seconds that the access token holds.</param>
public sealed record TokenPair(string AccessToken, string RefreshToken, long ExpiresIn, string TokenType = "Bearer");

/// <summary>Makes the tokens that ASP.NET Core's bearer handler reads. It would write them to the response itself, outside the envelope.</summary>
public sealed class Tokens(IOptionsMonitor<BearerTokenOptions> options, Standings standings, TimeProvider time)
{
    public TokenPair Issue(Standing standing)
    {
        var bearer = options.Get(Schemes.Bearer);
        var now = time.GetUtcNow();
        return new TokenPair(
            bearer.BearerTokenProtector.Protect(Ticket(standing, now + bearer.BearerTokenExpiration)),
            bearer.RefreshTokenProtector.Protect(Ticket(standing, now + bearer.RefreshTokenExpiration)),
            (long)bearer.BearerTokenExpiration.TotalSeconds);
    }

    /// <summary>Null where the refresh token is none of ours, too old, or the person has been shut out since.</summary>
    public async Task<TokenPair?> RenewAsync(string refreshToken, CancellationToken cancel)
    {
        var ticket = options.Get(Schemes.Bearer).RefreshTokenProtector.Unprotect(refreshToken);
        if (ticket?.Properties.ExpiresUtc is not { } expires || expires <= time.GetUtcNow() || ticket.Principal.PersonId() is not { } id) return null;

        var standing = await standings.OfAsync(id, cancel);
        return standing is not null && standing.Honours(ticket.Principal.Stamp()) ? Issue(standing) : null;
    }

    private static AuthenticationTicket Ticket(Standing standing, DateTimeOffset expires) =>
        new(PersonClaims.Ticket(standing, Schemes.Bearer), new AuthenticationProperties { ExpiresUtc = expires }, Schemes.Bearer);
}
