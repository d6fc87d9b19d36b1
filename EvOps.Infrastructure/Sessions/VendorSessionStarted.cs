using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// A vendor's charger has begun. The session is like any other: it holds the plug, is seen live, and is billed by the station's terms. One of
/// the same vendor that still holds the plug is over without a word, as with a charger that begins anew.
/// </summary>
internal sealed class VendorSessionStarted(
    IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, HearVendor hear, RedeemBooking redeem, BookingOfSession bookings, LiveSessions sessions, SessionInstruments instruments, IOptions<SessionsOptions> options,
    IOptions<VendorsOptions> vendors, LiveFeed live, TimeProvider time) : IVendorEventHandler
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public VendorEventKind Kind => VendorEventKind.SessionStart;

    public async Task<Outcome> RunAsync(VendorEvent told, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(told, VendorWord.Of(told), cancel));
        if (!outcome.IsDone) return outcome.Refusal;
        if (outcome.Value is not { } session) return Outcome.Done;

        instruments.Started();
        bookings.Tell(session);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return await hear.RunAsync(session.ConnectorId, told.Vendor, cancel);
    }

    /// <returns>Null where it is known already.</returns>
    private async Task<Outcome<Session?>> TryAsync(VendorEvent told, VendorWord word, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.VendorSessions.AnyAsync(s => s.Vendor == told.Vendor && s.VendorSessionId == word.VendorSessionId, cancel)) return (Session?)null;

        var found = await VendorPlugs.FindAsync(db, told.Vendor, word, cancel);
        if (!found.IsDone) return found.Refusal;
        var chargePointId = await db.Connectors.Where(c => c.Id == found.Value).Select(c => c.ChargePointId).SingleAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Id == chargePointId, cancel);
        var connector = chargePoint.Connectors.Single(c => c.Id == found.Value);
        // In the save that begins it: a charger that connects meanwhile changes the row, and it is decided again.
        if (chargePoint.HeardFrom(told.Vendor, connector, now).Refusal is { } refusal) return refusal;

        if (await db.Sessions.SingleOrDefaultAsync(s => s.ConnectorId == connector.Id && s.EndedAt == null, cancel) is { } open)
        {
            if (!await db.VendorSessions.AnyAsync(s => s.SessionId == open.Id && s.Vendor == told.Vendor, cancel))
                return Refuse.NotNow("connector_in_use", $"Connector {connector.Number} of {chargePoint.Identity} is held by session {open.ShortId}, which is not the vendor's.");
            await SupersedeAsync(db, open, connector, now, cancel);
        }

        var session = await BeginAsync(db, told, word, chargePoint, connector, now, cancel);
        await WakeEndsAsync(db, told.Vendor, word.VendorSessionId!, now, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return session;
    }

    /// <summary>Its end may have come before, and come to nothing for want of this start: now it can be billed.</summary>
    private static async Task WakeEndsAsync(EvOpsDb db, string vendor, string sessionId, DateTimeOffset now, CancellationToken cancel)
    {
        var ending = $":{sessionId}";
        var dead = await db.VendorEvents.Where(e => e.Vendor == vendor && e.State == VendorEventState.Dead && e.Kind == VendorEventKind.SessionEnd && e.Key.EndsWith(ending)).ToListAsync(cancel);
        foreach (var end in dead.Where(end => VendorWord.Of(end).VendorSessionId == sessionId)) end.PlayAgain(now);
    }

    // Saved on its own: the row that leaves must be out of the unique index before the next one enters.
    private async Task SupersedeAsync(EvOpsDb db, Session open, Connector connector, DateTimeOffset now, CancellationToken cancel)
    {
        open.Supersede(default, now, connector, now + TimeSpan.FromMinutes(options.Value.ProvisionalMinutes));
        db.SessionEvents.Add(new SessionEvent(open.Id, now, SessionEventKind.Warning, "The vendor began another session here without ending this one."));
        await bookings.FollowAsync(db, open, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, open, cancel);
        bookings.Tell(open);
        live.Publish(new SessionChanged(open.Id, open.StationId, open.ConnectorId, open.State));
    }

    private async Task<Session> BeginAsync(EvOpsDb db, VendorEvent told, VendorWord word, ChargePoint chargePoint, Connector connector, DateTimeOffset now, CancellationToken cancel)
    {
        var at = word.HappenedAt is { } happened && happened <= now + ClockTolerance ? happened : told.ReceivedAt;
        var idTag = IdTag.Normalise(word.IdTag is { Length: > 0 } shown ? shown : $"{told.Vendor}:{word.VendorSessionId}");
        var driver = word.IdTag is { Length: > 0 } ? (await tags.AskAsync(db, idTag, now, cancel)).UserId : null;
        var vendorSession = new VendorSession(Ids.New(now), told.Vendor, word.VendorSessionId!, word.StartMeterReading!.Value);
        var startWh = vendors.Value.Find(told.Vendor)?.MeterUnit == VendorMeterUnit.Wh ? vendorSession.StartReadingThousandths / 1000 : vendorSession.StartReadingThousandths;

        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == chargePoint.StationId, cancel);
        var offer = await StationTerms.OfferAsync(db, station, cancel);
        var named = Guid.TryParse(word.BookingId, out var bookingId) ? bookingId : (Guid?)null;
        var booked = await redeem.AskVendorAsync(db, station, connector, driver, named, at, now, cancel);
        driver ??= booked?.UserId;
        var session = Session.BegunByCharger(vendorSession.SessionId, chargePoint, connector, offer, new ChargerStart(connector.Id, idTag, at, startWh), driver, now);
        BookingOfSession.Begin(booked, session);
        db.Sessions.Add(session);
        db.VendorSessions.Add(vendorSession);
        db.SessionEvents.Add(new SessionEvent(
            session.Id, now, SessionEventKind.Started, $"{told.Vendor} began session {word.VendorSessionId} at {MeterRules.Register(startWh)}.", message: told.Payload));
        if (word.BookingId is { Length: > 0 } booking)
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Evidence, $"{told.Vendor} names booking {booking}."));
        return session;
    }
}
