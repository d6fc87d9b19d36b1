using EvOps.Web.Common;
using EvOps.Web.Common.Live;

namespace EvOps.Web.Sessions;

public static class SessionPages
{
    /// <summary>What sessions add to the pages of stations and chargers: who charges where, and how much flows.</summary>
    public static IServiceCollection AddSessionPages(this IServiceCollection services) => services
        .AddPagePart<PlugNow>(PagePlace.Plug)
        .AddPagePart<StationPower>(PagePlace.StationNow)
        .AddStationNews<SessionNews>();
}
