using EvOps.Web.Common;

namespace EvOps.Web.Faults;

public static class FaultPages
{
    /// <summary>What this room adds to the page of a charger: how it fared, and whether commands go to it.</summary>
    public static IServiceCollection AddFaultPages(this IServiceCollection services) => services.AddPagePart<FaultsPanel>(PagePlace.Charger, order: 30);
}
