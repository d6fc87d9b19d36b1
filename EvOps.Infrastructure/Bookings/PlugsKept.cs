using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Plugs that are kept for who booked them, at this moment. Where one ends as the next begins, the one that runs counts.</summary>
internal sealed class PlugsKept(IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time) : IPlugReservations
{
    public async Task<IReadOnlyDictionary<Guid, PlugReservation>> NowAsync(EvOpsDb db, IReadOnlyCollection<Guid>? stations, CancellationToken cancel)
    {
        var kept = await Keeping(db.Bookings.AsNoTracking(), options.Value.Policy, time.GetUtcNow())
            .Where(b => stations == null || stations.Contains(b.StationId))
            .Select(b => new PlugReservation(b.ConnectorId, b.Id, b.UserId, b.StartAt, b.EndAt))
            .ToListAsync(cancel);
        return kept.GroupBy(r => r.ConnectorId).ToDictionary(g => g.Key, g => g.MinBy(r => r.From)!);
    }

    public async Task<TimeAhead?> AheadAsync(EvOpsDb db, Guid chargePointId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var ends = await db.Bookings.AsNoTracking().Where(b => b.ChargePointId == chargePointId && b.EndAt > now).Taking(now).Select(b => b.EndAt).ToListAsync(cancel);
        return ends.Count == 0 ? null : new(ends.Count, ends.Max());
    }

    public IDisposable Listen(Action<Guid> stationChanged) => live.Subscribe<BookingChanged>(change => stationChanged(change.StationId));

    /// <summary>Those beside which nobody else can start at a moment.</summary>
    public static IQueryable<Booking> Keeping(IQueryable<Booking> bookings, BookingPolicy policy, DateTimeOffset now)
    {
        var soon = now + policy.KeptBefore;
        return bookings.Where(b => (b.State == BookingState.Confirmed || b.State == BookingState.Active) && b.StartAt <= soon && b.EndAt > now);
    }
}
