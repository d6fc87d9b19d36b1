using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Tariffs;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a session that begins here now is priced by: the newest version of the station's tariff, or its plain price per kWh.</summary>
/// <param name="TariffId">Null where the station has no tariff.</param>
/// <param name="Version">As <paramref name="TariffId"/>.</param>
public sealed record StationTerms(TariffTerms Terms, Guid? TariffId, int? Version)
{
    public static async Task<StationTerms> OfAsync(EvOpsDb db, Station station, CancellationToken cancel) =>
        await VersionOfAsync(db, station, cancel) is { } version
            ? new(version.Terms, version.TariffId, version.Number)
            : new(TariffTerms.Flat(station.Price), null, null);

    /// <summary>The same as a session takes it; null where the charger stands nowhere yet.</summary>
    public static async Task<StationOffer?> OfferAsync(EvOpsDb db, Station? station, CancellationToken cancel)
    {
        if (station is null) return null;
        var (terms, tariff, version) = await OfAsync(db, station, cancel);
        return new(station, terms, tariff, version);
    }

    private static async Task<TariffVersion?> VersionOfAsync(EvOpsDb db, Station station, CancellationToken cancel) => station.TariffId is { } id
        ? await db.TariffVersions.AsNoTracking().Where(v => v.TariffId == id).OrderByDescending(v => v.Number).FirstAsync(cancel)
        : null;
}
