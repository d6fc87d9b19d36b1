using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Planned work at a plug, as its own reader meets it: meanwhile nobody begins there without a booking, as from everywhere else; but for the tags of those who
/// command chargers, for whoever works there tries what he mended. docs/decisions/faulty-chargers.md says what becomes of a start that has happened.
/// </summary>
public sealed class WorkAtPlugs(RedeemBooking redeem)
{
    /// <summary>Whether a tag could begin nowhere at a charger. A reader says no plug: where one of them is not worked at, it is let through.</summary>
    public async Task<bool> IsClosedToAsync(EvOpsDb db, Guid chargePointId, TagAnswer tag, DateTimeOffset now, CancellationToken cancel)
    {
        var charger = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleAsync(c => c.Id == chargePointId, cancel);
        var station = await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == charger.StationId, cancel);
        if (station?.Maintenance is not { } plan || charger.Connectors.Count == 0 || charger.Connectors.Any(plug => plan.At(plug.Id, charger.Identity, now) is null)) return false;
        if (tag.UserId is { } driver && await redeem.HasBookedAsync(db, chargePointId, driver, now, cancel)) return false;
        return !await WorksHereAsync(db, tag, cancel);
    }

    /// <summary>In words, why a session that began at the reader is not to go on; null where it may. What was asked for, or began, before the work does.</summary>
    public static async Task<string?> AgainstAsync(EvOpsDb db, Station? station, ChargePoint charger, Connector plug, Session session, TagAnswer tag, DateTimeOffset now, CancellationToken cancel)
    {
        if (session.BookingId is not null || station?.Maintenance is not { } plan || plan.At(plug.Id, charger.Identity, now) is not { } work) return null;
        if (session.RequestedAt < work.From || session.StartedAt < work.From || await WorksHereAsync(db, tag, cancel)) return null;
        return plan.StandsAgainstStart(charger, plug, StationClock.Of(station.TimeZone), now)?.Message;
    }

    private static async Task<bool> WorksHereAsync(EvOpsDb db, TagAnswer tag, CancellationToken cancel) =>
        tag.UserId is { } person && await Standings.ReadAsync(db, person, cancel) is { } standing && RolePermissions.Allow(standing.Roles, Permission.CommandChargers);
}
