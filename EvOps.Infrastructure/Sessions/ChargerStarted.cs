using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Sessions;

/// <summary>A StartTransaction as it was told (OCPP 1.6 §4.8).</summary>
/// <param name="Notes">What was odd about the message; goes to the session's timeline.</param>
public sealed record StartTold(
    Guid ChargePointId, int ConnectorNumber, string IdTag, long MeterStartWh, DateTimeOffset StartedAt, string MessageId, string Payload, IReadOnlyList<string> Notes);

/// <summary>What the charger is answered about its start.</summary>
public enum StartVerdict
{
    Accepted,
    Blocked,
    Expired,
    Invalid,

    /// <summary>The plug, or the tag, is in another transaction (OCPP 1.6 §7.2).</summary>
    ConcurrentTx,
}

/// <summary>There is always a transaction id, whatever the verdict: the charger may have begun already.</summary>
public sealed record StartAnswer(int TransactionId, StartVerdict Verdict, TagAnswer Tag);

/// <summary>
/// A charger has begun. Tells a repeated message from a new one, a start that somebody asked for from the charger's own, a session
/// that is over without a word from one that still holds the plug; saves, then answers.
/// </summary>
public sealed class ChargerStarted(
    IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, RemoteStart remoteStart, RemoteStop remoteStop, RedeemBooking redeem, BookingOfSession bookings, TellDriver driver, FollowUps followUps,
    LiveSessions sessions, SessionInstruments instruments, IOptions<SessionsOptions> options, LiveFeed live, TimeProvider time)
{
    /// <summary>How far a charger's clock may be behind ours before its times mean something.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>How long a charger may remember that a tag was refused for its own fault.</summary>
    private static readonly TimeSpan RefusalRemembered = TimeSpan.FromMinutes(1);

    public async Task<StartAnswer> RunAsync(StartTold told, CancellationToken cancel)
    {
        var (answer, session, news) = await Races.DecideAgainAsync(() => TryAsync(told, cancel));
        driver.Tell(news);
        if (session is not null)
        {
            if (answer.Verdict == StartVerdict.Accepted) instruments.Started();
            bookings.Tell(session);
            live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
            live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
            if (session.State == SessionState.Stopping) _ = followUps.Run("Remote stop", stop => remoteStop.AskAsync(session.Id, stop));
        }

        return answer;
    }

    private async Task<(StartAnswer Answer, Session? Session, Told? News)> TryAsync(StartTold told, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Id == told.ChargePointId, cancel);
        var connector = chargePoint.ConnectorOrNew(told.ConnectorNumber, now);
        var start = new ChargerStart(connector.Id, IdTag.Normalise(told.IdTag), told.StartedAt, told.MeterStartWh);
        var tag = await tags.AskAsync(db, start.IdTag, now, cancel);

        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == chargePoint.StationId, cancel);
        if (await FindRepeatedAsync(db, start, cancel) is { } before)
        {
            if (before.EndReason == EndReason.Refused) return (AnswerOf(before, VerdictOf(tag, StartVerdict.ConcurrentTx), null, tag, now), null, null);
            return (AnswerOf(before, StartVerdict.Accepted, await AgainstAsync(db, station, chargePoint, connector, before, tag, now, cancel), tag, now), null, null);
        }

        var open = await db.Sessions.SingleOrDefaultAsync(s => s.ConnectorId == connector.Id && s.EndedAt == null, cancel);
        if (open is not null && tag.Status == TagStatus.Accepted && open.IsProvedOverBy(start, chargePoint, connector))
        {
            // Saved on its own: the row that leaves must be out of the unique index before the next one enters. A crash in
            // between costs nothing, for the charger repeats what was not answered.
            open.Supersede(await MeterTrails.OfAsync(db, open, cancel), now, connector, WaitUntil(now));
            db.SessionEvents.Add(new SessionEvent(open.Id, now, SessionEventKind.Warning, "The charger began another session here without ending this one.", told.MessageId));
            await bookings.FollowAsync(db, open, cancel);
            await db.SaveChangesAsync(cancel);
            await sessions.FollowAsync(db, open, cancel);
            bookings.Tell(open);
            live.Publish(new SessionChanged(open.Id, open.StationId, open.ConnectorId, open.State));
            open = null;
        }

        var offer = await StationTerms.OfferAsync(db, station, cancel);
        var booked = open is null && tag.Status == TagStatus.Accepted
            ? await redeem.AskAtChargerAsync(db, station, connector, tag.UserId, start.StartedAt, now, cancel)
            : (Booking?)null;
        var (session, verdict, words) = Decide(chargePoint, connector, offer, open, booked, start, tag, now);
        if (session != open) db.Sessions.Add(session);
        db.SessionEvents.Add(new SessionEvent(session.Id, now, verdict == StartVerdict.Accepted ? SessionEventKind.Started : SessionEventKind.Failed, words, told.MessageId, told.Payload));
        foreach (var note in told.Notes) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Evidence, note, told.MessageId));
        var against = verdict == StartVerdict.Accepted ? await AgainstAsync(db, station, chargePoint, connector, session, tag, now, cancel) : null;
        if (session != open && await WasCalledOffAsync(db, session, now, cancel))
        {
            session.RequestStop(connector, now);
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.StopRequested, "The start had been called off before the charger began; it is stopped again."));
        }
        else if (session.State == SessionState.Charging && against is not null)
        {
            session.RequestStop(connector, now);
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.StopRequested, $"{against} It began all the same; it is stopped again, and billed for what it took."));
        }

        var news = session != open && session.State == SessionState.Charging ? await TellUntilWhenAsync(db, session, connector, station, now, cancel) : null;
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return (AnswerOf(session, verdict, against, tag, now), session, news);
    }

    /// <summary>Who starts at the reader is asked by nobody, and so told afterwards when the next booking begins.</summary>
    private async Task<Told?> TellUntilWhenAsync(EvOpsDb db, Session session, Connector connector, Station? station, DateTimeOffset now, CancellationToken cancel)
    {
        if (station is null || session.DriverId is not { } driverId) return null;

        var until = await redeem.NextAsync(db, connector.Id, connector.Number, station.TimeZone, session.BookingId, driverId, now, cancel);
        return until is null ? null : await driver.AddAsync(db, session, place => DriverNews.BookedNext(place, until), "booked-next", cancel);
    }

    // docs/decisions/faulty-chargers.md: recorded as any other, told Blocked, and asked to stop.
    private static StartAnswer AnswerOf(Session session, StartVerdict verdict, string? against, TagAnswer tag, DateTimeOffset now) =>
        against is not null
            ? new(session.TransactionId!.Value, StartVerdict.Blocked, tag with { ExpiresAt = now + RefusalRemembered })
            : new(session.TransactionId!.Value, verdict, tag);

    /// <summary>In words, why what has begun is not to go on; null where it may.</summary>
    private static async Task<string?> AgainstAsync(EvOpsDb db, Station? station, ChargePoint chargePoint, Connector connector, Session session, TagAnswer tag, DateTimeOffset now, CancellationToken cancel) =>
        BeganWhileFaulty(chargePoint, session.StartedAt) is { } fault
            ? $"{chargePoint.Identity} takes no session: {fault.Words}."
            : await WorkAtPlugs.AgainstAsync(db, station, chargePoint, connector, session, tag, now, cancel);

    // What began before the monitor saw anything is told late by a charger that was offline.
    private static MonitorFault? BeganWhileFaulty(ChargePoint chargePoint, DateTimeOffset? startedAt) =>
        chargePoint.MonitorFault is { } fault && startedAt >= fault.Since ? fault : null;

    private DateTimeOffset WaitUntil(DateTimeOffset now) => now + TimeSpan.FromMinutes(options.Value.ProvisionalMinutes);

    private (Session Session, StartVerdict Verdict, string Words) Decide(
        ChargePoint chargePoint, Connector connector, StationOffer? offer, Session? open, Outcome<Booking?> booked, ChargerStart start, TagAnswer tag, DateTimeOffset now)
    {
        var id = Ids.New(now);
        var began = $"{chargePoint.Identity} began with tag {start.IdTag} at {MeterRules.Register(start.MeterStartWh)}.";
        if (open is { State: SessionState.Starting } && open.IdTag == start.IdTag && (tag.Status == TagStatus.Accepted || !tag.IsKnown))
        {
            open.BeginRequested(start);
            return (open, StartVerdict.Accepted, began);
        }

        if (tag.Status != TagStatus.Accepted)
        {
            var words = $"Tag {start.IdTag} is {(tag.IsKnown ? tag.Status.ToString().ToLowerInvariant() : "unknown")}; the charger was told to stop.";
            return (Session.RefusedAtStart(id, chargePoint, connector, start, words, now), VerdictOf(tag, StartVerdict.Invalid), words);
        }

        if (!booked.IsDone)
        {
            var reserved = $"{booked.Refusal.Message} The charger was told to stop.";
            return (Session.RefusedAtStart(id, chargePoint, connector, start, reserved, now), StartVerdict.ConcurrentTx, reserved);
        }

        if (open is null)
        {
            var begun = Session.BegunByCharger(id, chargePoint, connector, offer, start, tag.UserId, now);
            BookingOfSession.Begin(booked.Value, begun);
            return (begun, StartVerdict.Accepted, began);
        }

        if (IsReplay(start, open))
            return (Session.Replayed(id, chargePoint, connector, offer, start, tag.UserId, WaitUntil(now), now), StartVerdict.Accepted, began);

        var refused = $"Connector {connector.Number} is held by another session; the charger was told to stop.";
        return (Session.RefusedAtStart(id, chargePoint, connector, start, refused, now), StartVerdict.ConcurrentTx, refused);
    }

    // From before what holds the plug now: a charger that was offline tells its queue. Clocks differ, so a start that somebody
    // asked for is only outdone by one that is clearly older.
    private static bool IsReplay(ChargerStart start, Session open) =>
        start.StartedAt < (open.State == SessionState.Starting ? open.RequestedAt - ClockTolerance : open.StartedAt);

    private static StartVerdict VerdictOf(TagAnswer tag, StartVerdict otherwise) => tag.Status switch
    {
        TagStatus.Accepted => otherwise,
        TagStatus.Blocked => StartVerdict.Blocked,
        TagStatus.Expired => StartVerdict.Expired,
        TagStatus.Invalid => StartVerdict.Invalid,
    };

    private static Task<Session?> FindRepeatedAsync(EvOpsDb db, ChargerStart start, CancellationToken cancel) =>
        db.Sessions.AsNoTracking().SingleOrDefaultAsync(
            s => s.ChargerStart!.ConnectorId == start.ConnectorId && s.ChargerStart.IdTag == start.IdTag
                && s.ChargerStart.StartedAt == start.StartedAt && s.ChargerStart.MeterStartWh == start.MeterStartWh,
            cancel);

    // Called off within the time a charger waits for the plug (ConnectionTimeOut), but the charger had been asked already: it agreed,
    // or did not answer, or its answer is on its way.
    private async Task<bool> WasCalledOffAsync(EvOpsDb db, Session session, DateTimeOffset now, CancellationToken cancel)
    {
        if (session.State != SessionState.Charging) return false;

        var since = now - TimeSpan.FromMinutes(2);
        var last = await db.Sessions.AsNoTracking()
            .Where(s => s.ConnectorId == session.ConnectorId && s.RequestedAt > since)
            .OrderByDescending(s => s.RequestedAt).ThenByDescending(s => s.Id).FirstOrDefaultAsync(cancel);
        if (last is not { State: SessionState.Cancelled } || last.IdTag != session.IdTag || session.StartedAt < last.RequestedAt - ClockTolerance) return false;

        return remoteStart.IsAsking(last.Id) || await db.SessionEvents.AnyAsync(
            e => e.SessionId == last.Id && (e.Kind == SessionEventKind.Accepted || e.Kind == SessionEventKind.Warning), cancel);
    }
}
