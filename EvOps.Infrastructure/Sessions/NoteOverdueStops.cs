using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Job: a charger that was to stop and did not is said so, once, where everybody sees it. The session goes on: it may still charge.</summary>
public sealed class NoteOverdueStops(
    IDbContextFactory<EvOpsDb> databases, IStationDeadlines deadlines, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var of = await deadlines.ReadAsync(db, cancel);
        var waiting = await db.Sessions.Where(s => s.EndedAt == null && s.State == SessionState.Stopping && s.StopOverdueAt == null).Select(s => new { s.Id, s.StationId, s.StopRequestedAt }).ToListAsync(cancel);
        foreach (var one in waiting)
        {
            var minutes = of(one.StationId).StopPendingMinutes;
            if (one.StopRequestedAt < now.AddMinutes(-minutes)) await Races.DecideAgainAsync(() => NoteAsync(one.Id, minutes, cancel));
        }
    }

    private async Task<bool> NoteAsync(Guid sessionId, int minutes, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.SingleAsync(s => s.Id == sessionId, cancel);
        if (!session.NoteStopOverdue(now)) return false;

        db.SessionEvents.Add(new SessionEvent(
            sessionId, now, SessionEventKind.Warning,
            $"{session.ChargePointIdentity} was asked to stop and has not ended the session within {minutes} min."));
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        return true;
    }
}
