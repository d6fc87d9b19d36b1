using System.Collections.Concurrent;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Asks the charger to end a transaction, and saves what it answered. The session ends with its StopTransaction, not before (OCPP 1.6 §5.12).</summary>
public sealed class RemoteStop(IDbContextFactory<EvOpsDb> databases, IChargePointLink link, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<LinkAnswer>>> asking = new();

    /// <summary>Many who want the same session to end at once ask its charger once, and all get its answer.</summary>
    public async Task<LinkAnswer> AskAsync(Guid sessionId, CancellationToken cancel)
    {
        var mine = new Lazy<Task<LinkAnswer>>(() => AskOnceAsync(sessionId, cancel));
        var shared = asking.GetOrAdd(sessionId, mine);
        try
        {
            return await shared.Value;
        }
        finally
        {
            asking.TryRemove(KeyValuePair.Create(sessionId, mine));
        }
    }

    /// <summary>A charger is back: wishes to stop that it has not heard or not followed are repeated.</summary>
    public async Task RepeatAsync(Guid chargePointId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var waiting = await db.Sessions.Where(s => s.ChargePointId == chargePointId && s.EndedAt == null && s.State == SessionState.Stopping)
            .Select(s => s.Id).ToListAsync(cancel);
        foreach (var id in waiting) await AskAsync(id, cancel);
    }

    private async Task<LinkAnswer> AskOnceAsync(Guid sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == sessionId, cancel);
        if (session.State != SessionState.Stopping) return new(LinkResult.Accepted, "had ended already");

        var answer = await link.StopAsync(session.ChargePointIdentity, session.TransactionId!.Value, cancel);
        await Races.DecideAgainAsync(() => SaveAsync(sessionId, answer));
        return answer;
    }

    private async Task<bool> SaveAsync(Guid sessionId, LinkAnswer answer)
    {
        await using var db = await databases.CreateDbContextAsync();
        var session = await db.Sessions.SingleAsync(s => s.Id == sessionId);
        if (answer.Result is LinkResult.Rejected or LinkResult.Error) session.StopWasRejected();
        if (session.IsOpen) db.SessionEvents.Add(new SessionEvent(sessionId, time.GetUtcNow(), answer.IsAccepted ? SessionEventKind.Accepted : SessionEventKind.Warning, WordsOf(session, answer)));
        await db.SaveChangesAsync();
        var state = await sessions.FollowAsync(db, session, CancellationToken.None);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, state));
        return true;
    }

    private static string WordsOf(Session session, LinkAnswer answer) => answer.Result switch
    {
        LinkResult.Accepted => $"{session.ChargePointIdentity} agreed to stop.",
        LinkResult.Rejected => $"{session.ChargePointIdentity} refused to stop: {answer.Words}. The session goes on.",
        LinkResult.NotConnected => $"{session.ChargePointIdentity} is not connected; it will be asked to stop when it returns.",
        LinkResult.NoAnswer => $"{session.ChargePointIdentity} did not answer the request to stop; it will be asked again when it returns.",
        LinkResult.Error => $"{session.ChargePointIdentity} answered the request to stop with an error: {answer.Words}. The session goes on.",
        LinkResult.HeldBack => $"{session.ChargePointIdentity} was not asked to stop: {answer.Words}.",
    };
}
