using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

public static class StuckSessionsPages
{
    /// <summary>What this room adds to the page of a charger: each plug can be freed, and what is known of the model; and to the header: whatever is named can be found.</summary>
    public static IServiceCollection AddStuckSessionsPages(this IServiceCollection services) => services
        .AddPagePart<UnlockButton>(PagePlace.Plug, order: 50)
        .AddPagePart<OwnUnlockButton>(PagePlace.DriverSession)
        .AddPagePart<ModelCard>(PagePlace.Charger, order: 95)
        .AddPagePart<SearchBox>(PagePlace.Header);
}
