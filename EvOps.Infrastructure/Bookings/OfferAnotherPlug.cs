using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <summary>
/// Job: who has booked a plug that cannot be used, and comes soon, is told, and offered another of the same station that is free all that time;
/// or everything back. Where the plug recovers before he chose the booking stands as it was. What is offered is held for nobody: whoever takes it is
/// judged like any other who books, and where it has gone meanwhile the next look offers another.
/// </summary>
public sealed partial class OfferAnotherPlug(
    IDbContextFactory<EvOpsDb> databases, Presence presence, IEnumerable<IPlugTroubles> troubles, TellBooker booker, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time,
    ILogger<OfferAnotherPlug> log)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var soon = now.AddMinutes(options.Value.OfferMinutesAhead);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var coming = await db.Bookings.AsNoTracking().Where(b => b.State == BookingState.Confirmed && b.EndAt > now && (b.StartAt <= soon || b.OfferedAt != null))
            .OrderBy(b => b.StartAt).ToListAsync(cancel);
        if (coming.Count == 0) return;

        var plugs = coming.Select(b => b.ConnectorId).Distinct().ToList();
        var known = (await PlugsAsync(db, db.Connectors.Where(c => plugs.Contains(c.Id)), cancel)).ToDictionary(k => k.Plug.Id);
        var at = coming.Select(b => b.StationId).Distinct().ToList();
        var stations = await db.Stations.AsNoTracking().Where(s => at.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        foreach (var booking in coming)
        {
            try
            {
                var (charger, plug) = known[booking.ConnectorId];
                if (booking.OfferedAt is null && TroubleOf(stations[booking.StationId], charger, plug, TimeLeft(booking, now), now) is null) continue;
                if (await Races.DecideAgainAsync(() => DecideAsync(booking.Id, cancel)) is { } decided) Tell(decided.Booking, decided.Told);
            }
#pragma warning disable CA1031 // One that nothing can be offered must not keep all the others from being told.
            catch (Exception failure) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                NotOffered(failure, booking.Id);
            }
        }
    }

    private void Tell(Booking booking, Told? told)
    {
        booker.Tell(told);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
    }

    /// <returns>Null where nothing changes.</returns>
    private async Task<(Booking Booking, Told? Told)?> DecideAsync(Guid id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = await db.Bookings.SingleAsync(b => b.Id == id, cancel);
        if (booking.State != BookingState.Confirmed || booking.EndAt <= now) return null;

        var station = await db.Stations.AsNoTracking().SingleAsync(s => s.Id == booking.StationId, cancel);
        var (charger, plug) = (await PlugsAsync(db, db.Connectors.Where(c => c.Id == booking.ConnectorId), cancel))[0];
        Told? told;
        if (TroubleOf(station, charger, plug, TimeLeft(booking, now), now) is not { } trouble)
        {
            if (booking.OfferedAt is null) return null;
            booking.WithdrawOffer();
            told = await booker.UsableAgainAsync(db, booking, station, cancel);
        }
        else
        {
            var (isFirst, before, other) = (booking.OfferedAt is null, booking.OfferedConnectorId, await FreeAsync(db, booking, station, plug, now, cancel));
            if (!booking.Offer(trouble, other?.Plug.Id, now)) return null;
            told = isFirst || before != other?.Plug.Id ? await booker.OfferedAsync(db, booking, station, other is var (c, k) ? $"connector {k.Number} of {c.Identity}" : null, cancel) : null;
        }

        await db.SaveChangesAsync(cancel);
        return (booking, told);
    }

    /// <summary>A plug that is free for all that is left of the time: what was offered before first, then what nobody else is offered, nobody uses, the same charger's, the strongest.</summary>
    private async Task<(ChargePoint Charger, Connector Plug)?> FreeAsync(EvOpsDb db, Booking booking, Station station, Connector own, DateTimeOffset now, CancellationToken cancel)
    {
        var wanted = TimeLeft(booking, now);
        var chargers = db.ChargePoints;
        var all = await PlugsAsync(db, db.Connectors.Where(c => c.Id != own.Id && chargers.Any(p => p.Id == c.ChargePointId && p.StationId == station.Id && p.IsApproved)), cancel);
        var offered = await db.Bookings.AsNoTracking().Where(b => b.Id != booking.Id && b.OfferedConnectorId != null).During(wanted).Select(b => b.OfferedConnectorId!.Value).ToListAsync(cancel);
        // A cable of another kind is of no use; one that nobody told the kind of may be.
        var fitting = all.Where(k => own.Type is null || k.Plug.Type is null || string.Equals(own.Type, k.Plug.Type, StringComparison.OrdinalIgnoreCase))
            .Where(k => TroubleOf(station, k.Charger, k.Plug, wanted, now) is null && presence.IsReachable(k.Charger))
            .OrderBy(k => k.Plug.Id == booking.OfferedConnectorId ? 0 : 1).ThenBy(k => offered.Contains(k.Plug.Id) ? 1 : 0)
            .ThenBy(k => k.Plug.OpenSessionId is null ? 0 : 1)
            .ThenBy(k => k.Charger.Id == own.ChargePointId ? 0 : 1).ThenByDescending(k => k.Plug.MaxPowerW).ThenBy(k => k.Charger.Identity, StringComparer.Ordinal).ThenBy(k => k.Plug.Number);
        foreach (var one in fitting)
        {
            if (await PlugRules.StandsAgainstAsync(db, new(station, one.Charger, one.Plug), wanted, options.Value.Limits, booking, now, cancel) is null) return one;
        }

        return null;
    }

    private static Stretch TimeLeft(Booking booking, DateTimeOffset now) => new(booking.StartAt > now ? booking.StartAt : now, booking.EndAt);

    private string? TroubleOf(Station station, ChargePoint charger, Connector plug, Stretch wanted, DateTimeOffset now) =>
        PlugRules.TroubleOf(station, charger, plug, wanted, now) ?? troubles.Select(room => room.Now.GetValueOrDefault(plug.Id)).FirstOrDefault(words => words is not null);

    private static async Task<List<(ChargePoint Charger, Connector Plug)>> PlugsAsync(EvOpsDb db, IQueryable<Connector> plugs, CancellationToken cancel)
    {
        var found = await plugs.AsNoTracking().Join(db.ChargePoints.AsNoTracking(), k => k.ChargePointId, c => c.Id, (k, c) => new { Charger = c, Plug = k }).ToListAsync(cancel);
        return [.. found.Select(one => (one.Charger, one.Plug))];
    }

    [LoggerMessage(LogLevel.Error, "Whether booking {BookingId} needs another plug could not be decided; it is tried again at the next look")]
    private partial void NotOffered(Exception failure, Guid bookingId);
}
