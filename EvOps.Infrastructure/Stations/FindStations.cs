using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Where a driver can charge: open stations with at least one plug of an approved charger.</summary>
public sealed class FindStations(IDbContextFactory<EvOpsDb> databases, Presence presence, IPlugReservations reservations)
{
    /// <param name="actor">Who looks.</param>
    /// <param name="search">Part of the name or the address.</param>
    /// <param name="from">Where the driver is: the nearest come first. Null: by name.</param>
    /// <param name="limit">Rows of this page.</param>
    /// <param name="offset">Rows before it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Outcome<Page<FoundStation>>> RunAsync(Actor actor, string? search, Position? from, int limit, int offset, CancellationToken cancel)
    {
        if (MayCharge(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var stations = Open(db);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = Like.Containing(search);
            stations = stations.Where(s => EF.Functions.Like(s.Name, pattern, Like.Escape) || EF.Functions.Like(s.Address!, pattern, Like.Escape));
        }

        var sorted = from is { } here ? Nearest(stations, here) : stations.OrderBy(s => s.Name).ThenBy(s => s.Id);
        var page = await sorted.PageAsync(limit, offset, cancel);
        var rows = await StationRow.LoadAsync(db, presence, reservations, page.Items, cancel);
        return new Page<FoundStation>([.. rows.Select(row => FoundStation.Of(row, from, actor.UserId))], page.Total, page.Limit, page.Offset);
    }

    public async Task<Outcome<FoundStation>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (MayCharge(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await Open(db).SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (found is null) return Refuse.NotFound("station_not_found", "There is no such station, or it is closed.");
        return FoundStation.Of((await StationRow.LoadAsync(db, presence, reservations, [found], cancel))[0], null, actor.UserId);
    }

    private static Outcome MayCharge(Actor actor) => actor.Require(Permission.ChargeOwn, "look for a place to charge");

    private static IQueryable<Station> Open(EvOpsDb db)
    {
        var (chargers, plugs) = (db.ChargePoints, db.Connectors);
        return db.Stations.AsNoTracking()
            .Where(s => s.IsActive && chargers.Any(c => c.StationId == s.Id && c.IsApproved && plugs.Any(p => p.ChargePointId == c.Id)));
    }

    // On a map whose degrees of longitude are as wide as they are here. That is in order for as far as a car drives, and both
    // databases can reckon it; the metres that are shown are the true ones. Over the date line is a way too.
    private static IOrderedQueryable<Station> Nearest(IQueryable<Station> stations, Position here)
    {
        var (latitude, longitude) = here;
        var width = Math.Cos(latitude * Math.PI / 180);
        return stations
            .OrderBy(s => (s.Latitude - latitude) * (s.Latitude - latitude) + width * width * (Math.Abs(s.Longitude - longitude) > 180
                ? (360 - Math.Abs(s.Longitude - longitude)) * (360 - Math.Abs(s.Longitude - longitude))
                : (s.Longitude - longitude) * (s.Longitude - longitude)))
            .ThenBy(s => s.Id);
    }
}
