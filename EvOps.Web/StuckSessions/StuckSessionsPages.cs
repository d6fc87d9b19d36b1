using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

public static class StuckSessionsPages
{
    /// <summary>What this room adds to the page of a charger: each plug can be freed.</summary>
    public static IServiceCollection AddStuckSessionsPages(this IServiceCollection services) => services
        .AddPagePart<UnlockButton>(PagePlace.Plug, order: 50);
}
