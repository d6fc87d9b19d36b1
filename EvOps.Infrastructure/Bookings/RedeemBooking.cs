using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// What a start meets at a plug: a booking that it redeems, one of somebody else's that stands against it, or one that comes soon. The plug
/// must have been read before, so that its version tells of a booking that is made meanwhile.
/// </summary>
public sealed class RedeemBooking(IOptions<BookingsOptions> options)
{
    /// <summary>A start that somebody asks for.</summary>
    /// <param name="driverId">Whose tag it is.</param>
    /// <param name="bookingId">The booking he names; null: the one that keeps the plug, if it is his.</param>
    /// <param name="forOthers">Whoever asks may redeem a booking of somebody else's by naming it.</param>
    /// <returns>The booking that is redeemed, or null where there is none.</returns>
    public async Task<Outcome<Booking?>> AskAsync(
        EvOpsDb db, FoundConnector at, Guid? driverId, Guid? bookingId, bool forOthers, DateTimeOffset now, CancellationToken cancel)
    {
        var clock = StationClock.Of(at.Station.TimeZone);
        if (bookingId is { } named)
        {
            var wanted = await db.Bookings.SingleOrDefaultAsync(b => b.Id == named, cancel);
            if (wanted is null || wanted.HasExpired(now) || (wanted.UserId != driverId && !forOthers)) return BookingAccess.NotFound;
            if (wanted.ConnectorId != at.Connector.Id) return Refuse.NotNow("booking_elsewhere", "The booking is for another connector.");
            if (wanted.StandsAgainstStart(clock, options.Value.Policy, now) is { } stands) return stands;
            // Its own few minutes before may be the last of somebody else's time.
            return await KeepingAsync(db, at.Connector.Id, now, cancel) is { } first && first.Id != wanted.Id ? Reserved(at.Connector, first, clock, now) : wanted;
        }

        var keeping = await KeepingAsync(db, at.Connector.Id, now, cancel);
        if (keeping is null) return (Booking?)null;
        return keeping.UserId == driverId && keeping.State == BookingState.Confirmed ? keeping : Reserved(at.Connector, keeping, clock, now);
    }

    /// <summary>A start that the charger told of: it may have happened some time ago.</summary>
    /// <param name="startedAt">By the charger's clock.</param>
    public async Task<Outcome<Booking?>> AskAtChargerAsync(
        EvOpsDb db, Station? station, Connector plug, Guid? driverId, DateTimeOffset startedAt, DateTimeOffset now, CancellationToken cancel)
    {
        var at = startedAt < now ? startedAt : now;
        if (station is null || await KeepingAsync(db, plug.Id, at, cancel) is not { } keeping || keeping.ConfirmedAt > at) return (Booking?)null;
        return keeping.UserId == driverId && keeping.State == BookingState.Confirmed ? keeping : Reserved(plug, keeping, StationClock.Of(station.TimeZone), now);
    }

    /// <summary>A start that a vendor told of, and that cannot be refused: the booking it redeems, where one keeps the plug for this driver, or for whom the vendor names it.</summary>
    /// <param name="driverId">Whose tag was told; null where none was.</param>
    /// <param name="bookingId">The booking that the vendor names.</param>
    public async Task<Booking?> AskVendorAsync(
        EvOpsDb db, Station? station, Connector plug, Guid? driverId, Guid? bookingId, DateTimeOffset startedAt, DateTimeOffset now, CancellationToken cancel)
    {
        var at = startedAt < now ? startedAt : now;
        if (station is null || await KeepingAsync(db, plug.Id, at, cancel) is not { State: BookingState.Confirmed } keeping || keeping.ConfirmedAt > at) return null;
        return keeping.UserId == driverId || (driverId is null && keeping.Id == bookingId) ? keeping : null;
    }

    /// <summary>Whether a plug of a charger is kept for a driver now.</summary>
    public Task<bool> HasBookedAsync(EvOpsDb db, Guid chargePointId, Guid driverId, DateTimeOffset now, CancellationToken cancel) =>
        PlugsKept.Keeping(db.Bookings, options.Value.Policy, now).AnyAsync(b => b.ChargePointId == chargePointId && b.UserId == driverId, cancel);

    /// <summary>In words, what whoever starts here without a booking should know; null where nobody has booked the next hours.</summary>
    /// <param name="except">The booking that is redeemed.</param>
    /// <param name="driverId">Who starts, for whom his own next booking is no news; null: whoever.</param>
    public async Task<string?> NextAsync(EvOpsDb db, Guid connectorId, int number, string timeZone, Guid? except, Guid? driverId, DateTimeOffset now, CancellationToken cancel)
    {
        var soon = now.AddMinutes(options.Value.TellMinutesAhead);
        var next = await db.Bookings.AsNoTracking()
            .Where(b => b.ConnectorId == connectorId && b.State == BookingState.Confirmed && b.StartAt <= soon && b.EndAt > now && b.Id != except && (driverId == null || b.UserId != driverId))
            .OrderBy(b => b.StartAt).Select(b => (DateTimeOffset?)b.StartAt).FirstOrDefaultAsync(cancel);
        return next is { } at ? $"Connector {number} is booked from {StationClock.Of(timeZone).Say(at, now)} on: please end, and unplug, by then." : null;
    }

    /// <summary>When the next booking of each plug begins, where that is soon, or began.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> NextStartsAsync(EvOpsDb db, IReadOnlyCollection<Guid> plugs, DateTimeOffset now, CancellationToken cancel)
    {
        var soon = now.AddMinutes(options.Value.TellMinutesAhead);
        return await db.Bookings.AsNoTracking()
            .Where(b => plugs.Contains(b.ConnectorId) && b.State == BookingState.Confirmed && b.StartAt <= soon && b.EndAt > now)
            .GroupBy(b => b.ConnectorId).Select(g => new { g.Key, At = g.Min(b => b.StartAt) }).ToDictionaryAsync(g => g.Key, g => g.At, cancel);
    }

    private Task<Booking?> KeepingAsync(EvOpsDb db, Guid connectorId, DateTimeOffset at, CancellationToken cancel) =>
        PlugsKept.Keeping(db.Bookings, options.Value.Policy, at).Where(b => b.ConnectorId == connectorId).OrderBy(b => b.StartAt).FirstOrDefaultAsync(cancel);

    private static Refusal Reserved(Connector plug, Booking booking, StationClock clock, DateTimeOffset now) =>
        Refuse.Conflict("connector_reserved", $"Connector {plug.Number} is reserved until {clock.Say(booking.EndAt, now)}.");
}
