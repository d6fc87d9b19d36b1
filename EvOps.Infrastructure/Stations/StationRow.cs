using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Tariffs;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>A station with everything that stands there, as lists and pages show it.</summary>
/// <param name="Tariff">What it prices by; null: by its plain price per kWh.</param>
/// <param name="UpdatedAt">When it was last described.</param>
/// <param name="Version">To hand back when it is changed, so that nobody overwrites what he has not seen.</param>
public sealed record StationRow(
    Guid Id, StationDescription Description, StationTariff? Tariff, DateTimeOffset UpdatedAt, IReadOnlyList<ChargePointRow> Chargers, byte[] Version)
{
    /// <summary>All plugs, charger by charger.</summary>
    public IEnumerable<ConnectorRow> Connectors => Chargers.SelectMany(charger => charger.Connectors);

    /// <summary>What a session that begins here now is priced by.</summary>
    public TariffTerms Terms => Tariff?.Terms ?? TariffTerms.Flat(KwhPrice.FromAmount(Description.PricePerKwh, Description.Currency));

    /// <summary>UTC where this machine does not know the station's own.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(Description.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>How long prices stay as they are; null: for ever.</summary>
    public TimeSpan? NextPriceChange(DateTimeOffset now) => new TariffClock(Terms, Zone).NextChange(now) - now;

    /// <summary>The newest thing that is known of it.</summary>
    public DateTimeOffset LastUpdated => Connectors.Select(c => c.StatusAt ?? UpdatedAt).Append(UpdatedAt).Max();

    /// <summary>The stations with their chargers and plugs, in five queries however many they are.</summary>
    internal static async Task<IReadOnlyList<StationRow>> LoadAsync(
        EvOpsDb db, Presence presence, IPlugReservations reservations, IReadOnlyList<Station> stations, CancellationToken cancel)
    {
        var ids = stations.Select(s => (Guid?)s.Id).ToList();
        var chargers = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors)
            .Where(c => ids.Contains(c.StationId)).OrderBy(c => c.Identity).ToListAsync(cancel);
        var kept = await reservations.NowAsync(db, [.. stations.Select(s => s.Id)], cancel);
        var at = chargers.ToLookup(c => c.StationId);
        var tariffs = await StationTariff.LoadAsync(db, [.. stations.Select(s => s.TariffId).OfType<Guid>().Distinct()], cancel);
        return [.. stations.Select(s => new StationRow(s.Id, Describe(s), s.TariffId is { } tariff ? tariffs[tariff] : null, s.UpdatedAt, [.. at[s.Id].Select(c => ChargePointRow.Of(c, s, presence, kept))], s.RowVersion))];
    }

    private static StationDescription Describe(Station s) =>
        new(s.Name, s.Latitude, s.Longitude, s.TimeZone, s.Currency, s.Price.Amount, s.Address, s.IsActive, s.OpeningHours, s.Maintenance?.Windows ?? []);
}

/// <summary>The tariff of a station, with the version that sessions begin with now.</summary>
public sealed record StationTariff(Guid Id, string Name, int Version, TariffTerms Terms)
{
    internal static async Task<IReadOnlyDictionary<Guid, StationTariff>> LoadAsync(EvOpsDb db, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return new Dictionary<Guid, StationTariff>();
        var names = await db.Tariffs.AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancel);
        var latest = await TariffVersions.LatestAsync(db, ids, cancel);
        return latest.ToDictionary(v => v.Key, v => new StationTariff(v.Key, names[v.Key], v.Value.Number, v.Value.Terms));
    }
}
