using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Finds the plug that a vendor speaks of: by its id, by station and number, or by the vendor's own name for it.</summary>
public static class VendorPlugs
{
    /// <summary>The connector's id; refused where there is none, or more than one, or where it is another vendor's or the house's own.</summary>
    public static async Task<Outcome<Guid>> FindAsync(EvOpsDb db, string vendor, VendorWord word, CancellationToken cancel)
    {
        var plugs = from connector in db.Connectors.AsNoTracking()
                    join charger in db.ChargePoints.AsNoTracking() on connector.ChargePointId equals charger.Id
                    select new Plug { Id = connector.Id, Number = connector.Number, Name = connector.VendorConnectorId, StationId = charger.StationId, Identity = charger.Identity, ManagedBy = charger.ManagedBy, OcppVersion = charger.OcppVersion };
        if (Guid.TryParse(word.StationId, out var station)) plugs = plugs.Where(plug => plug.StationId == station);

        var found = Guid.TryParse(word.ConnectorId, out var id) ? await plugs.Where(plug => plug.Id == id).ToListAsync(cancel) : [];
        if (found.Count == 0 && word.VendorConnectorId is { Length: > 0 } name) found = Mine(await plugs.Where(plug => plug.Name == name).Take(20).ToListAsync(cancel), vendor);
        if (found.Count == 0 && word.StationId is not null && int.TryParse(word.ConnectorId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            found = Mine(await plugs.Where(plug => plug.Number == number).Take(20).ToListAsync(cancel), vendor);
        // Where a session begins there is one field only, and vendors know their own names better than ours.
        if (found.Count == 0 && word is { VendorConnectorId: null, ConnectorId: { Length: > 0 } same })
            found = Mine(await plugs.Where(plug => plug.Name == same).Take(20).ToListAsync(cancel), vendor);

        return found switch
        {
            [] => Refuse.NotFound("connector_not_found", $"There is no connector {word.VendorConnectorId ?? word.ConnectorId}{(word.StationId is null ? "" : $" at station {word.StationId}")}."),
            [var only] when StandsAgainst(only, vendor, word) is { } refusal => refusal,
            [var only] => only.Id,
            _ => Refuse.NotNow("connector_ambiguous", $"There are {found.Count} connectors {word.VendorConnectorId ?? word.ConnectorId}: name it by its id."),
        };
    }

    private static Refusal? StandsAgainst(Plug plug, string vendor, VendorWord word)
    {
        // Who speaks for a charger that also speaks for itself shows that he knows the name an admin gave the plug.
        var isNamed = plug.Name is not null && (plug.Name == word.VendorConnectorId || plug.Name == word.ConnectorId);
        return ChargePoint.StandsAgainstVendor(vendor, plug.Identity, plug.ManagedBy, plug.OcppVersion, isNamed ? plug.Name : null);
    }

    // Two vendors may call a plug alike.
    private static List<Plug> Mine(List<Plug> found, string vendor)
    {
        var mine = found.FindAll(plug => plug.ManagedBy is { } by && IsSame(by, vendor));
        if (mine.Count > 0) return mine;
        var free = found.FindAll(plug => plug.ManagedBy is null && (plug.OcppVersion is null || plug.Name is not null));
        return free.Count > 0 ? free : found;
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private sealed class Plug
    {
        public required Guid Id { get; init; }

        public required int Number { get; init; }

        public required string? Name { get; init; }

        public required Guid? StationId { get; init; }

        public required string Identity { get; init; }

        public required string? ManagedBy { get; init; }

        public required string? OcppVersion { get; init; }
    }
}
