using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Job: a booking whose driver did not come gives its plug back, and its driver is told. Who could not have charged, because another car
/// was there or the charger did not work, gets everything back; whose charger has not come back yet since the house opened waits until it could have.
/// Run twice, or on two nodes, it marks each once: the row's version decides.
/// </summary>
public sealed partial class MarkNoShows(
    IDbContextFactory<EvOpsDb> databases, Presence presence, TellBooker booker, IBookingRefunds refunds, ReserveAtChargers chargers, AvailabilityBoard board,
    IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time, ILogger<MarkNoShows> log)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var (now, policy) = (time.GetUtcNow(), options.Value.Policy);
        var before = now - policy.NoShowGrace;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var missed = await db.Bookings.Where(b => b.State == BookingState.Confirmed && (b.StartAt <= before || b.EndAt <= now)).OrderBy(b => b.StartAt).Select(b => b.Id).ToListAsync(cancel);
        foreach (var id in missed)
        {
            try
            {
                if (await Races.DecideAgainAsync(() => MarkAsync(id, cancel)) is { } marked) Tell(marked.Booking, marked.Told, marked.TellRefund);
            }
#pragma warning disable CA1031 // One that cannot be marked must not keep the plugs of all the others.
            catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                NotMarked(failure, id);
            }
        }
    }

    private void Tell(Booking booking, Told? told, Action? tellRefund)
    {
        booker.Tell(told);
        tellRefund?.Invoke();
        chargers.Later(booking);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
        live.Publish(new ConnectorChanged(booking.StationId, booking.ChargePointId, booking.ConnectorId));
    }

    private async Task<(Booking Booking, Told? Told, Action? TellRefund)?> MarkAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.SingleAsync(b => b.Id == id, cancel);
        var plug = await db.Connectors.AsNoTracking().SingleAsync(c => c.Id == booking.ConnectorId, cancel);
        var charger = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == booking.ChargePointId, cancel);
        var excuse = ExcuseOf(plug, charger) ?? booking.Trouble;
        if (excuse is null && !presence.IsReachable(charger))
        {
            if (!presence.IsSettled) return null;
            excuse = "the charger could not be reached";
        }

        if (!booking.Miss(options.Value.Policy, excuse, time.GetUtcNow())) return null;

        var station = await db.Stations.AsNoTracking().SingleAsync(s => s.Id == booking.StationId, cancel);
        var told = await booker.MissedAsync(db, booking, station, cancel);
        var tellRefund = await refunds.AddAsync(db, booking, station, Actor.House("bookings"), isOwed: true, cancel);
        using (board.Writing(booking.StationId)) await db.SaveChangesAsync(cancel);
        return (booking, told, tellRefund);
    }

    private static string? ExcuseOf(Connector plug, ChargePoint charger)
    {
        if (plug.OpenSessionId is not null) return "another car was still charging there";
        return PlugRules.IsOutOfOrder(charger, plug) ? "the connector was out of order" : null;
    }

    [LoggerMessage(LogLevel.Error, "Booking {BookingId} could not be marked as a no-show; it is tried again at the next look")]
    private partial void NotMarked(Exception failure, Guid bookingId);
}
