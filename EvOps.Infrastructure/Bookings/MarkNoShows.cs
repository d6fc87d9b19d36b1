using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Job: a booking whose driver did not come gives its plug back, and its driver is told. Who could not have charged, because another car
/// was there or the charger did not work, gets everything back. Run twice, or on two nodes, it marks each once: the row's version decides.
/// </summary>
public sealed class MarkNoShows(
    IDbContextFactory<EvOpsDb> databases, IChargePointLink link, TellBooker booker, IBookingRefunds refunds, ReserveAtChargers chargers, AvailabilityBoard board,
    IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var (now, policy) = (time.GetUtcNow(), options.Value.Policy);
        var before = now - policy.NoShowGrace;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var missed = await db.Bookings.Where(b => b.State == BookingState.Confirmed && (b.StartAt <= before || b.EndAt <= now)).OrderBy(b => b.StartAt).Select(b => b.Id).ToListAsync(cancel);
        foreach (var id in missed)
        {
            if (await Races.DecideAgainAsync(() => MarkAsync(id, cancel)) is not { } marked) continue;

            var (booking, told, tellRefund) = marked;
            booker.Tell(told);
            tellRefund?.Invoke();
            chargers.Later(booking);
            live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
            live.Publish(new ConnectorChanged(booking.StationId, booking.ChargePointId, booking.ConnectorId));
        }
    }

    private async Task<(Booking Booking, Told? Told, Action? TellRefund)?> MarkAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.SingleAsync(b => b.Id == id, cancel);
        var plug = await db.Connectors.AsNoTracking().SingleAsync(c => c.Id == booking.ConnectorId, cancel);
        var charger = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == booking.ChargePointId, cancel);
        if (!booking.Miss(options.Value.Policy, ExcuseOf(plug, charger) ?? booking.Trouble, time.GetUtcNow())) return null;

        var station = await db.Stations.AsNoTracking().SingleAsync(s => s.Id == booking.StationId, cancel);
        var told = await booker.MissedAsync(db, booking, station, cancel);
        var tellRefund = await refunds.AddAsync(db, booking, station, Actor.House("bookings"), isOwed: true, cancel);
        using (board.Writing(booking.StationId)) await db.SaveChangesAsync(cancel);
        return (booking, told, tellRefund);
    }

    private string? ExcuseOf(Connector plug, ChargePoint charger)
    {
        if (plug.OpenSessionId is not null) return "another car was still charging there";
        if (PlugRules.IsOutOfOrder(charger, plug)) return "the connector was out of order";
        return link.IsConnected(charger.Identity) ? null : "the charger could not be reached";
    }
}
