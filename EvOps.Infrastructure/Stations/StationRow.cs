using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>A station with everything that stands there, as lists and pages show it.</summary>
/// <param name="UpdatedAt">When it was last described.</param>
/// <param name="Version">To hand back when it is changed, so that nobody overwrites what he has not seen.</param>
public sealed record StationRow(
    Guid Id, StationDescription Description, DateTimeOffset UpdatedAt, IReadOnlyList<ChargePointRow> Chargers, byte[] Version)
{
    /// <summary>All plugs, charger by charger.</summary>
    public IEnumerable<ConnectorRow> Connectors => Chargers.SelectMany(charger => charger.Connectors);

    /// <summary>The newest thing that is known of it.</summary>
    public DateTimeOffset LastUpdated => Connectors.Select(c => c.StatusAt ?? UpdatedAt).Append(UpdatedAt).Max();

    /// <summary>The stations with their chargers and plugs, in two queries however many they are.</summary>
    internal static async Task<IReadOnlyList<StationRow>> LoadAsync(EvOpsDb db, IChargePointLink link, IReadOnlyList<Station> stations, CancellationToken cancel)
    {
        var ids = stations.Select(s => (Guid?)s.Id).ToList();
        var chargers = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors)
            .Where(c => ids.Contains(c.StationId)).OrderBy(c => c.Identity).ToListAsync(cancel);
        var at = chargers.ToLookup(c => c.StationId);
        return [.. stations.Select(s => new StationRow(s.Id, Describe(s), s.UpdatedAt, [.. at[s.Id].Select(c => ChargePointRow.Of(c, s, link))], s.RowVersion))];
    }

    private static StationDescription Describe(Station s) =>
        new(s.Name, s.Latitude, s.Longitude, s.TimeZone, s.Currency, s.Price.Amount, s.Address, s.IsActive);
}
