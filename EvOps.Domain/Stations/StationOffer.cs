using EvOps.Domain.Tariffs;

namespace EvOps.Domain.Stations;

/// <summary>What a station offers to a session that begins now: the place, and the terms it is priced by.</summary>
/// <param name="TariffId">Whose terms they are; null where the station has a plain price per kWh.</param>
/// <param name="TariffVersion">As <paramref name="TariffId"/>.</param>
public sealed record StationOffer(Station Station, TariffTerms Terms, Guid? TariffId, int? TariffVersion)
{
    /// <summary>The plain price per kWh.</summary>
    public static StationOffer Plain(Station station) => new(station, TariffTerms.Flat(station.Price), null, null);
}
