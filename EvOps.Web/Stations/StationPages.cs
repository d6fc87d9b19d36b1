using EvOps.Web.Common;

namespace EvOps.Web.Stations;

public static class StationPages
{
    /// <summary>What stations add to the page of a tariff: who prices by it.</summary>
    public static IServiceCollection AddStationPages(this IServiceCollection services) => services.AddPagePart<TariffStations>(PagePlace.Tariff);
}
