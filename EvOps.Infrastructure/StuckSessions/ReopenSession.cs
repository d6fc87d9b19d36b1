using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>A session that was closed from here, and whose charger goes on with it all the same.</summary>
/// <param name="RegisterWh">The last reading that came for it.</param>
/// <param name="PlugIsFree">False where another session holds the plug by now: then it cannot be taken back.</param>
public sealed record AliveAfterClose(SessionRow Row, long RegisterWh, DateTimeOffset ReadAt, bool PlugIsFree);

/// <summary>The way back: a session that was closed from here is opened again where the charger proves that it goes on.</summary>
public sealed class ReopenSession(
    IDbContextFactory<EvOpsDb> databases, BookBill books, TellDriver driver, BookingOfSession bookings, LiveSessions sessions, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    // Who has not told of it for so long will not.
    private static readonly TimeSpan Past = TimeSpan.FromHours(24);

    /// <summary>Those that were closed from here in the last day and have used energy since.</summary>
    public async Task<IReadOnlyList<AliveAfterClose>> FindAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (from, readings) = (time.GetUtcNow() - Past, db.MeterReadings);
        var closed = await db.Sessions.AsNoTracking()
            .Where(s => s.EndedAt >= from && s.EndReason == EndReason.ForceEnded && s.MeterStopWh == null && !s.IsDecided && s.TransactionId != null)
            .Where(s => readings.Any(r => r.TransactionId == s.TransactionId && r.At > s.EndedAt && r.EnergyWh > s.MeterStartWh + (s.EnergyWh ?? 0)))
            .Select(s => s.Id).ToListAsync(cancel);
        if (closed.Count == 0) return [];

        List<AliveAfterClose> alive = [];
        foreach (var row in await SessionRows.Of(db, db.Sessions.AsNoTracking().Where(s => closed.Contains(s.Id))).ToListAsync(cancel))
        {
            var last = await db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == row.TransactionId && r.EnergyWh != null).OrderByDescending(r => r.At).Select(r => new { r.At, r.EnergyWh }).FirstAsync(cancel);
            alive.Add(new AliveAfterClose(row, last.EnergyWh!.Value, last.At, !await db.Sessions.AnyAsync(s => s.ConnectorId == row.ConnectorId && s.EndedAt == null, cancel)));
        }

        return alive;
    }

    public async Task<Outcome> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel)
    {
        var (outcome, session, booked, booking, told) = await Races.DecideAgainAsync(() => TryAsync(actor, sessionId, cancel));
        if (!outcome.IsDone) return outcome;

        books.Tell(booked);
        driver.Tell(told);
        if (booking is not null) live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
        live.Publish(new SessionChanged(session!.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return outcome;
    }

    private async Task<(Outcome Outcome, Session? Session, Booked? Booked, Booking? Booking, Told? Told)> TryAsync(Actor actor, Guid sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == sessionId, cancel);
        var plug = session is null ? null : await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        var outcome = await DecideAsync(db, actor, session, plug, cancel);
        Booked? booked = null;
        Booking? booking = null;
        Told? told = null;
        if (outcome.IsDone)
        {
            // It was thought stuck and is alive: what was done about it counts no more.
            foreach (var open in await db.StuckCases.Where(c => c.SessionId == sessionId && c.EndedAt == null).ToListAsync(cancel)) open.End(CaseOutcome.Resumed, null, time.GetUtcNow());
            db.SessionEvents.Add(new SessionEvent(sessionId, time.GetUtcNow(), SessionEventKind.Started, $"{actor.Name} took the close back: the charger goes on with the session."));
            booking = await bookings.ResumeAsync(db, session!, plug!, cancel);
            booked = await books.AddAsync(db, session!, actor.Name, cancel);
            told = await driver.AddAsync(db, session!, DriverNews.Reopened, $"reopened {session!.Bookings}", cancel);
        }

        audit.Note(db, actor, "reopen session", "session", sessionId.ToString(), outcome.Refusal?.Message ?? "done");
        await db.SaveChangesAsync(cancel);
        if (outcome.IsDone) await sessions.FollowAsync(db, session!, cancel, hasHistory: true);
        return (outcome, session, booked, booking, told);
    }

    private async Task<Outcome> DecideAsync(EvOpsDb db, Actor actor, Session? session, Connector? plug, CancellationToken cancel)
    {
        var may = actor.Require(Permission.UnlockConnectors, "take a close back");
        if (!may.IsDone) return may;
        if (session is null || plug is null) return SessionAccess.NotFound;

        var proved = await db.MeterReadings.AnyAsync(r => r.TransactionId == session.TransactionId && r.At > session.EndedAt && r.EnergyWh > session.MeterStartWh + (session.EnergyWh ?? 0), cancel);
        if (session is { EndReason: EndReason.ForceEnded, MeterStopWh: null } && !proved) return Refuse.NotNow("not_proved", "The charger has not told of any energy since: nothing proves that the session goes on.");
        return session.Reopen(plug!, time.GetUtcNow());
    }
}
