using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Job: a start that the charger never followed gives the plug back when its time is over. Harmless to run twice; a charger that
/// begins at the same moment wins or loses by the row's version.
/// </summary>
public sealed class EndOverdueStarts(
    IDbContextFactory<EvOpsDb> databases, IStationDeadlines deadlines, TellDriver driver, BookingOfSession bookings, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var of = await deadlines.ReadAsync(db, cancel);
        var waiting = await db.Sessions.Where(s => s.EndedAt == null && s.State == SessionState.Starting).Select(s => new { s.Id, s.StationId, s.RequestedAt }).ToListAsync(cancel);
        foreach (var one in waiting)
        {
            var minutes = of(one.StationId).StartPendingMinutes;
            if (one.RequestedAt < now.AddMinutes(-minutes)) await Races.DecideAgainAsync(() => EndAsync(one.Id, minutes, cancel));
        }
    }

    private async Task<bool> EndAsync(Guid sessionId, int minutes, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.SingleAsync(s => s.Id == sessionId, cancel);
        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        if (!session.FailStart(EndReason.StartNeverCame, connector, now)) return false;

        db.SessionEvents.Add(new SessionEvent(sessionId, now, SessionEventKind.Failed, $"{session.ChargePointIdentity} did not begin within {minutes} min; the plug is free again."));
        var told = await driver.AddAsync(db, session, place => DriverNews.NeverBegan(place, minutes), "never began", cancel);
        await bookings.FollowAsync(db, session, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        bookings.Tell(session);
        driver.Tell(told);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return true;
    }
}
