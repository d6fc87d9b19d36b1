using EvOps.Domain.Users;
using Microsoft.AspNetCore.Components.Authorization;

namespace EvOps.Web.Common;

/// <summary>Who looks at the page. Inject it beside the use cases: <c>await stop.RunAsync(await actor.GetAsync(), id, cancel)</c>.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication)
{
    public async Task<Actor> GetAsync() => (await authentication.GetAuthenticationStateAsync()).User.ToActor();

    /// <summary>Whether a button should be there at all; the use case decides again.</summary>
    public async Task<bool> MayAsync(Permission permission) => (await GetAsync()).May(permission);
}
