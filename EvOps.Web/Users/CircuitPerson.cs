using System.Security.Claims;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace EvOps.Web.Users;

/// <summary>
/// A circuit may stay open all day: whoever was disabled meanwhile, or has other roles, is sent to sign in again. At once when it
/// happened on this node, within half a minute otherwise. Whose cookie still holds comes straight back, with the new roles.
/// </summary>
internal sealed partial class CircuitPerson : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly Standings standings;
    private readonly ILogger<CircuitPerson> log;
    private readonly IDisposable subscription;
    private Guid? personId;

    public CircuitPerson(ILoggerFactory logs, Standings standings, LiveFeed live)
        : base(logs)
    {
        (this.standings, log) = (standings, logs.CreateLogger<CircuitPerson>());
        AuthenticationStateChanged += async state => personId = (await state).User.PersonId();
        subscription = live.Subscribe<PersonChanged>(change =>
        {
            if (change.PersonId == personId) _ = Task.Run(LookAgainAsync);
        });
    }

    protected override TimeSpan RevalidationInterval => Standings.Freshness;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        if (user.PersonId() is not { } id) return false;

        var standing = await standings.OfAsync(id, cancellationToken);
        return standing is not null && standing.Honours(user.Stamp()) && standing.Roles.SequenceEqual(user.Roles());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) subscription.Dispose();
        base.Dispose(disposing);
    }

    private async Task LookAgainAsync()
    {
        try
        {
            if (!await ValidateAuthenticationStateAsync(await GetAuthenticationStateAsync(), CancellationToken.None)) SetAuthenticationState(Task.FromResult(Nobody));
        }
#pragma warning disable CA1031 // Whatever it is, the regular look half a minute later decides, and it shuts the door when it fails.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LookFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How a person stands could not be read")]
    private partial void LookFailed(Exception failure);
}
