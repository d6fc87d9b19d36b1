using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>What stands against booking some time of a plug: the one place that says so, for holds, bookings made for somebody, and moves.</summary>
internal static class PlugRules
{
    public static readonly Refusal Taken = Refuse.Conflict("slot_taken", "Somebody else has this time already.");

    public static bool IsOutOfOrder(ChargePoint charger, Connector plug) =>
        charger.IsFaulty || IsOutOfOrder(charger.Status) || IsOutOfOrder(plug.Status);

    /// <summary>Why nobody can charge at a plug for some while, in words; null where he can as far as this room knows.</summary>
    public static string? TroubleOf(Station station, ChargePoint charger, Connector plug, Stretch wanted, DateTimeOffset now)
    {
        if (charger.IsFaulty || IsOutOfOrder(charger.Status)) return $"{charger.Identity} is out of order";
        if (IsOutOfOrder(plug.Status)) return $"Connector {plug.Number} of {charger.Identity} is out of order";
        if (charger.LostSince is not null) return $"{charger.Identity} cannot be reached";
        return station.Maintenance?.During(plug.Id, charger.Identity, wanted) is { } work
            ? $"Connector {plug.Number} of {charger.Identity} is in maintenance until {StationClock.Of(station.TimeZone).Say(work.To, now)}"
            : null;
    }

    /// <param name="named">The connector's id, or its number where the station has one charge point.</param>
    public static async Task<Outcome<FoundConnector>> FindAsync(EvOpsDb db, Guid stationId, string named, CancellationToken cancel)
    {
        if (!Guid.TryParse(named, out var id))
        {
            return int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Faulty(await PlugFinder.FindAsync(db, stationId, null, number, cancel))
                : Refuse.InvalidField("connectorId", "connectorId is the connector's id, or its number where the station has one charge point.");
        }

        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == stationId, cancel);
        if (station is null) return Refuse.NotFound("station_not_found", "There is no such station.");
        // The plug is read before anything that decides about it: whoever saves in between changes its version.
        var plug = await db.Connectors.SingleOrDefaultAsync(c => c.Id == id, cancel);
        var charger = plug is null ? null : await db.ChargePoints.SingleAsync(c => c.Id == plug.ChargePointId, cancel);
        return charger?.StationId == stationId ? new FoundConnector(station, charger, plug!) : Refuse.NotFound("connector_not_found", $"{station.Name} has no such connector.");

        // Sessions name the charger beside the plug; here its id says it.
        static Outcome<FoundConnector> Faulty(Outcome<FoundConnector> found) => found.Refusal?.Errors?.ContainsKey("chargePointId") == true
            ? Refuse.InvalidField("connectorId", "The station has more than one charge point: name the connector by its id.")
            : found;
    }

    /// <param name="except">A booking that may be in the way of itself.</param>
    public static async Task<Refusal?> StandsAgainstAsync(
        EvOpsDb db, FoundConnector at, Stretch wanted, BookingLimits limits, Booking? except, DateTimeOffset now, CancellationToken cancel)
    {
        var isElsewhere = except is null || except.ConnectorId != at.Connector.Id || except.StartAt != wanted.From;
        if (limits.Check(wanted, begins: isElsewhere, now) is { } faulty) return faulty;
        if (Closed(at, wanted, now) is { } closed) return closed;
        if (isElsewhere && OutOfOrder(at) is { } broken) return broken;
        if (isElsewhere && at.ChargePoint.LostSince is not null && wanted.Overlaps(limits.Lost(now)))
            return Refuse.NotNow("charge_point_offline", $"{at.ChargePoint.Identity} cannot be reached: its next hours are not booked until it is back.");
        if (isElsewhere && at.Connector.OpenSessionId is not null && wanted.Contains(now)) return Refuse.Conflict("connector_in_use", Connector.InUse);

        return await InTheWay(db, at.Connector.Id, wanted, except?.Id, now).AnyAsync(cancel) ? Taken : null;
    }

    /// <summary>Who has some of this time already.</summary>
    public static IQueryable<Booking> InTheWay(EvOpsDb db, Guid connectorId, Stretch wanted, Guid? except, DateTimeOffset now) =>
        db.Bookings.AsNoTracking().Where(b => b.ConnectorId == connectorId && b.Id != except).During(wanted).Taking(now);

    private static Refusal? Closed(FoundConnector at, Stretch wanted, DateTimeOffset now)
    {
        var (station, clock) = (at.Station, StationClock.Of(at.Station.TimeZone));
        if (!station.IsActive) return Refuse.NotNow("station_inactive", $"{station.Name} takes no bookings.");
        if (!at.ChargePoint.IsApproved) return Refuse.NotNow("charge_point_not_approved", $"{at.ChargePoint.Identity} has not been approved yet.");
        if (station.OpeningHours is { } hours && !hours.Open(clock, wanted).Any(open => open.Contains(wanted)))
            return Refuse.NotNow("station_closed", $"{station.Name} is not open all that time.");
        if (station.Maintenance?.During(at.Connector.Id, at.ChargePoint.Identity, wanted) is { } work)
            return Refuse.NotNow("in_maintenance", $"Connector {at.Connector.Number} is in maintenance from {clock.Say(work.From, now)} to {clock.Say(work.To, now)}: {work.Reason}.");
        return null;
    }

    private static Refusal? OutOfOrder(FoundConnector at)
    {
        if (at.ChargePoint.IsFaulty || IsOutOfOrder(at.ChargePoint.Status)) return Refuse.NotNow("charge_point_faulted", $"{at.ChargePoint.Identity} is out of order at the moment.");
        return IsOutOfOrder(at.Connector.Status) ? Refuse.NotNow("connector_faulted", $"Connector {at.Connector.Number} is out of order at the moment.") : null;
    }

    private static bool IsOutOfOrder(ConnectorStatus status) => status is ConnectorStatus.Faulted or ConnectorStatus.Unavailable;
}
