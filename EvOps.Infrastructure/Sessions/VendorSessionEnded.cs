using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// A vendor's charger has ended. Billed is what was measured, by the station's terms; what the vendor thinks it costs is kept, and where that is
/// something else it stands at the bill. What does not fit together is held for review and never billed by guess.
/// </summary>
internal sealed class VendorSessionEnded(
    IDbContextFactory<EvOpsDb> databases, HearVendor hear, LiveSessions sessions, BookBill books, TellDriver driver, BookingOfSession bookings, IOptions<VendorsOptions> vendors, LiveFeed live, TimeProvider time) : IVendorEventHandler
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public VendorEventKind Kind => VendorEventKind.SessionEnd;

    public async Task<Outcome> RunAsync(VendorEvent told, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(told, VendorWord.Of(told), cancel));
        if (!outcome.IsDone) return outcome.Refusal;
        if (outcome.Value is not ({ } session, var booked, var news)) return Outcome.Done;

        books.Tell(booked);
        driver.Tell(news);
        bookings.Tell(session);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return await hear.RunAsync(session.ConnectorId, told.Vendor, cancel);
    }

    /// <returns>No session where there is nothing left to do.</returns>
    private async Task<Outcome<(Session? Session, Booked? Booked, Told? Told)>> TryAsync(VendorEvent told, VendorWord word, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var vendorSession = await db.VendorSessions.SingleOrDefaultAsync(s => s.Vendor == told.Vendor && s.VendorSessionId == word.VendorSessionId, cancel);
        if (vendorSession is null) return Refuse.NotFound("session_not_found", $"{told.Vendor} has told of no start of session {word.VendorSessionId} yet.");
        if (vendorSession.EndEventId == told.Id) return (null, null, null);

        var session = await db.Sessions.SingleAsync(s => s.Id == vendorSession.SessionId, cancel);
        if (vendorSession.EndEventId is not null)
        {
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, $"{told.Vendor} told of the end a second time, and something else; the bill stays as it is.", message: told.Payload));
            await db.SaveChangesAsync(cancel);
            return (null, null, null);
        }

        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        Money? cost = word.CostAmount is { } amount && session.Currency is { } currency ? Money.FromAmount(amount, currency) : null;
        var (wasClosed, before) = (session is { IsOpen: false, EndReason: EndReason.ForceEnded }, session.Cost);
        vendorSession.End(told.Id, word.EndMeterReading, word.EnergyKwh, cost);
        End(session, vendorSession, connector, told, word, now);
        if (session.BillState == BillState.Settled && cost is { } theirs && session.Cost is { } ours && theirs != ours)
            session.NoteForReview($"{told.Vendor} reckons {theirs}; the station's terms make {ours}, which is what was billed.");

        db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Stopped, $"{told.Vendor} ended the session at {MeterRules.Register(session.MeterStopWh ?? 0)}.", message: told.Payload));
        if (session.ReviewReason is { } review) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, review));
        var booked = await books.AddAsync(db, session, told.Vendor, cancel);
        var news = wasClosed && session.BillState == BillState.Settled && session.Cost is not null && session.Cost != before
            ? await driver.AddAsync(db, session, place => DriverNews.Corrected(session, place, before), "last word", cancel)
            : null;
        await bookings.FollowAsync(db, session, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return (session, booked, news);
    }

    private void End(Session session, VendorSession vendorSession, Connector connector, VendorEvent told, VendorWord word, DateTimeOffset now)
    {
        var count = vendorSession.Count(vendors.Value.Find(told.Vendor)?.MeterUnit switch
        {
            VendorMeterUnit.Wh => true,
            VendorMeterUnit.Kwh => false,
            VendorMeterUnit.Auto or null => null,
        });
        if (count.StartWh != session.MeterStartWh && (session.IsOpen || session.BillState == BillState.Provisional)) session.RestateStart(count.StartWh);

        var at = word.HappenedAt is { } happened && happened <= now + ClockTolerance ? happened : told.ReceivedAt;
        var isNews = session.Complete(count.StopWh, at, EndReason.Other, default, connector, waitUntil: now);
        if (isNews && count.Doubt is { } doubt && session is { BookedMinorUnits: 0, IsDecided: false, BillState: not (null or BillState.Waived) }) session.HoldBill(doubt, count.ProposedWh);
    }
}
