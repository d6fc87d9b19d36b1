using EvOps.Web.Common;
using EvOps.Web.Common.Live;

namespace EvOps.Web.Stations;

public static class StationPages
{
    /// <summary>What stations add to the page of a tariff, who prices by it; to the alerts, at which place; and what they tell those who watch.</summary>
    public static IServiceCollection AddStationPages(this IServiceCollection services) => services
        .AddPagePart<TariffStations>(PagePlace.Tariff)
        .AddPagePart<StationChoice>(PagePlace.AlertFilter)
        .AddStationNews<ConnectorNews>();
}
