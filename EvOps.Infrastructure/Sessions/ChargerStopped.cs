using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Sessions;

/// <summary>A StopTransaction as it was told (OCPP 1.6 §4.10).</summary>
/// <param name="TransactionId">As sent; real chargers also send 0 and -1.</param>
/// <param name="Payload">The message as it came, for what cannot be matched.</param>
public sealed record StopTold(
    Guid ChargePointId, long TransactionId, long? MeterStopWh, DateTimeOffset StoppedAt, string? IdTag, EndReason Reason,
    IReadOnlyList<MeterSample> Samples, string MessageId, string Payload, IReadOnlyList<string> Notes);

/// <summary>
/// A charger has ended a transaction. Never depends on the tag, never answers with an error what can be stored: the charger would
/// repeat it for ever. A repeated stop changes nothing; one that belongs to no known session is kept for review.
/// </summary>
public sealed class ChargerStopped(
    IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, ReadMeters meters, BookBill books, TellDriver driver, BookingOfSession bookings, IOptions<SessionsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(StopTold told, CancellationToken cancel)
    {
        if (await FindAsync(told, cancel) is { MeterStopWh: null } open)
            await meters.RunAsync(told.ChargePointId, open.ConnectorNumber, open.TransactionId, told.Samples, cancel, isLastWord: true);

        if (await Races.DecideAgainAsync(() => TryAsync(told, cancel)) is not { } stopped) return;
        var session = stopped.Session;
        books.Tell(stopped.Booked);
        driver.Tell(stopped.Told);
        bookings.Tell(session);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
    }

    private async Task<Session?> FindAsync(StopTold told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await FindAsync(db.Sessions.AsNoTracking(), told, cancel);
    }

    // Chargers that lost the id send 0 or -1 (ocpp.md Q14): the one open session of that charger and tag is meant, if there is just one.
    private static async Task<Session?> FindAsync(IQueryable<Session> all, StopTold told, CancellationToken cancel)
    {
        var ofCharger = all.Where(s => s.ChargePointId == told.ChargePointId);
        if (told.TransactionId > 0) return await ofCharger.SingleOrDefaultAsync(s => s.TransactionId == told.TransactionId, cancel);

        var tag = told.IdTag is null ? null : IdTag.Normalise(told.IdTag);
        var open = await ofCharger
            .Where(s => s.EndedAt == null && s.TransactionId != null && s.StartedAt <= told.StoppedAt && (tag == null || s.IdTag == tag))
            .Take(2).ToListAsync(cancel);
        return open is [var only] && (told.MeterStopWh is null || told.MeterStopWh >= only.MeterStartWh) ? only : null;
    }

    private readonly record struct Stopped(Session Session, Booked? Booked, Told? Told);

    private async Task<Stopped?> TryAsync(StopTold told, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await FindAsync(db.Sessions, told, cancel);
        if (session is null)
        {
            await KeepForReviewAsync(db, told, now, cancel);
            return null;
        }

        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        var trail = sessions.Find(session.Id) is { } open ? await MeterTrails.WithCourseAsync(db, session, open.Trail, cancel) : await MeterTrails.OfAsync(db, session, cancel);
        var waitUntil = now + TimeSpan.FromMinutes(options.Value.ProvisionalMinutes);
        var (wasClosed, before) = (session is { IsOpen: false, EndReason: EndReason.ForceEnded }, session.Cost);
        if (!session.Complete(told.MeterStopWh, told.StoppedAt, told.Reason, trail, connector, waitUntil)) return null;

        db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Stopped, WordsOf(session, told), told.MessageId, told.Payload));
        if (told.TransactionId <= 0)
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, $"The charger named transaction {told.TransactionId}; matched as its only open session.", told.MessageId));
        if (session.EndReason == EndReason.ForceEnded)
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, $"The session had been closed from here; the charger's own last word came late.{(session.WaiveReason is null ? "" : " The bill stays waived.")}", told.MessageId));
        if (session.ReviewReason is { } review) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, review));
        foreach (var note in told.Notes) db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Evidence, note, told.MessageId));
        var booked = await books.AddAsync(db, session, session.ChargePointIdentity, cancel);
        var news = wasClosed && session.BillState == BillState.Settled && session.Cost is not null && session.Cost != before
            ? await driver.AddAsync(db, session, place => DriverNews.Corrected(session, place, before), "last word", cancel)
            : null;
        await bookings.FollowAsync(db, session, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return new Stopped(session, booked, news);
    }

    private static async Task KeepForReviewAsync(EvOpsDb db, StopTold told, DateTimeOffset now, CancellationToken cancel)
    {
        var isKept = await db.UnmatchedStops.AnyAsync(
            s => s.ChargePointId == told.ChargePointId && s.TransactionId == told.TransactionId && s.StoppedAt == told.StoppedAt, cancel);
        if (isKept) return;

        db.UnmatchedStops.Add(new UnmatchedStop(told.ChargePointId, told.TransactionId, told.StoppedAt, told.MeterStopWh, told.IdTag, told.Payload, now));
        await db.SaveChangesAsync(cancel);
    }

    private static string WordsOf(Session session, StopTold told) =>
        $"{session.ChargePointIdentity} ended the session at {(told.MeterStopWh is { } wh ? MeterRules.Register(wh) : "no reading")} ({told.Reason}).";
}
