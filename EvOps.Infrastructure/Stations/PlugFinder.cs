using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>A plug with what it belongs to.</summary>
public readonly record struct FoundConnector(Station Station, ChargePoint ChargePoint, Connector Connector);

/// <summary>Finds a plug as people name it: station, number, and the charger where the station has more than one.</summary>
public static class PlugFinder
{
    public static async Task<Outcome<FoundConnector>> FindAsync(EvOpsDb db, Guid stationId, string? identity, int number, CancellationToken cancel)
    {
        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == stationId, cancel);
        if (station is null) return Refuse.NotFound("station_not_found", "There is no such station.");

        var chargePoints = await db.ChargePoints.Include(c => c.Connectors)
            .Where(c => c.StationId == station.Id && (identity == null || c.Identity == identity))
            .Take(2).ToListAsync(cancel);
        if (chargePoints.Count == 0) return Refuse.NotFound("charge_point_not_found", "The station has no such charge point.");
        if (chargePoints.Count > 1) return Refuse.InvalidField("chargePointId", "The station has more than one charge point: say which.");

        var connector = chargePoints[0].Connectors.Find(c => c.Number == number);
        if (connector is null) return Refuse.NotFound("connector_not_found", $"{chargePoints[0].Identity} has no connector {number}.");
        return new FoundConnector(station, chargePoints[0], connector);
    }
}
