using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>A plug as far as bookings care.</summary>
/// <param name="IsOutOfOrder">Faulted or out of service at this moment: nobody books it.</param>
/// <param name="IsLost">Its charger has been away for so long that this counts as a fault: nobody books its next hours.</param>
/// <param name="IsInUse">A session holds it at this moment.</param>
internal sealed record PlannedPlug(Guid Id, int Number, Guid ChargePointId, string Charger, bool IsOutOfOrder, bool IsLost, bool IsInUse);

/// <summary>Time of a plug that is somebody's.</summary>
/// <param name="Until">Where it is a hold: when it expires.</param>
internal readonly record struct TakenTime(Stretch Time, DateTimeOffset? Until);

/// <summary>All that free times of a station are made from, as it was read at one moment. What a clock changes is asked of the clock.</summary>
internal sealed record StationPlan(
    Guid StationId, bool IsActive, string TimeZone, StationClock Clock, OpeningHours? Hours, MaintenancePlan? Maintenance, IReadOnlyList<PlannedPlug> Plugs, ILookup<Guid, TakenTime> Taken)
{
    public static async Task<StationPlan?> LoadAsync(EvOpsDb db, Guid stationId, DateTimeOffset now, CancellationToken cancel)
    {
        if (await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == stationId, cancel) is not { } station) return null;

        var chargers = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).Where(c => c.StationId == stationId && c.IsApproved).OrderBy(c => c.Identity).ToListAsync(cancel);
        var taken = await db.Bookings.AsNoTracking().Where(b => b.StationId == stationId && b.EndAt > now).Taking(now)
            .Select(b => new { b.ConnectorId, b.StartAt, b.EndAt, b.State, b.HoldUntil }).ToListAsync(cancel);
        return new(
            stationId, station.IsActive, station.TimeZone, StationClock.Of(station.TimeZone), station.OpeningHours, station.Maintenance,
            [.. chargers.SelectMany(c => c.Connectors.OrderBy(k => k.Number).Select(k => new PlannedPlug(k.Id, k.Number, c.Id, c.Identity, PlugRules.IsOutOfOrder(c, k), c.LostSince is not null, k.OpenSessionId is not null)))],
            taken.ToLookup(b => b.ConnectorId, b => new TakenTime(new(b.StartAt, b.EndAt), b.State == BookingState.Pending ? b.HoldUntil : null)));
    }

    /// <summary>When the next of the holds expires that stand now.</summary>
    public DateTimeOffset? NextEndOfHold(DateTimeOffset now) => Taken.SelectMany(plug => plug).Where(t => t.Until > now).Min(t => t.Until);

    /// <summary>When a plug cannot be booked within a stretch, in order.</summary>
    public IReadOnlyList<Stretch> Busy(PlannedPlug plug, Stretch within, BookingLimits limits, DateTimeOffset now)
    {
        var busy = new List<Stretch>();
        if (Hours is not null) busy.AddRange(within.Without(Hours.Open(Clock, within)));
        if (Maintenance is not null) busy.AddRange(Maintenance.Windows.Where(w => w.Concerns(plug.Id, plug.Charger)).Select(w => w.Time));
        busy.AddRange(Taken[plug.Id].Where(t => t.Until is null || t.Until > now).Select(t => t.Time));
        if (plug.IsLost) busy.Add(limits.Lost(now));
        if (plug.IsInUse) busy.Add(new(now, now.AddTicks(1)));
        return Stretch.Merge(busy.Where(b => b.Overlaps(within)));
    }
}
