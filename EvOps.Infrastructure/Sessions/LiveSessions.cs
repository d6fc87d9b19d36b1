using System.Collections.Concurrent;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>All open sessions, in memory, by id and by connector. Filled from the database at start; followed from then on.</summary>
public sealed class LiveSessions(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, LiveSession> byId = new();
    private readonly ConcurrentDictionary<(Guid ChargePoint, int Connector), LiveSession> byConnector = new();
    private readonly SemaphoreSlim[] following = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public ICollection<LiveSession> All => byId.Values;

    public int Count => byId.Count;

    public LiveSession? Find(Guid sessionId) => byId.GetValueOrDefault(sessionId);

    public LiveSession? OnConnector(Guid chargePointId, int connectorNumber) => byConnector.GetValueOrDefault((chargePointId, connectorNumber));

    /// <summary>The open session a reading belongs to: by transaction where one is named, else by connector (ocpp.md Q13).</summary>
    public LiveSession? ForReading(Guid chargePointId, int connectorNumber, long? transactionId)
    {
        var onConnector = OnConnector(chargePointId, connectorNumber);
        if (transactionId is null or <= 0 || onConnector?.TransactionId == transactionId) return onConnector;
        return All.FirstOrDefault(s => s.TransactionId == transactionId && s.ChargePointId == chargePointId);
    }

    /// <summary>True where somebody who may asked this charger to start with this tag, and it has not begun yet.</summary>
    public bool IsVouchedFor(Guid chargePointId, string idTag) =>
        All.Any(s => s.ChargePointId == chargePointId && s.State == SessionState.Starting && s.IdTag == IdTag.Normalise(idTag));

    /// <summary>True where a session runs at this charger that the tag may end: its own, or one of its group, which may be any.</summary>
    public bool MayEndHere(Guid chargePointId, string idTag, bool isOfGroup) =>
        All.Any(s => s.ChargePointId == chargePointId && s.State != SessionState.Starting && (isOfGroup || s.IdTag == IdTag.Normalise(idTag)));

    /// <summary>Sessions that were open when the process last ended.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var session in await db.Sessions.AsNoTracking().Where(s => s.EndedAt == null).ToListAsync(cancel))
        {
            var live = await OpenAsync(db, session, cancel);
            live.Resume(await MeterTrails.OfAsync(db, session, cancel), time.GetUtcNow());
        }
    }

    /// <summary>
    /// Something was saved about a session: while it is open it is followed, and when it ended it leaves. Two who saved at the same time may
    /// come here in either order, so each looks at the row as it is now. Hands back where it stands.
    /// </summary>
    /// <param name="hasHistory">It was open before, and has readings of its own: they are taken up again.</param>
    public async Task<SessionState> FollowAsync(EvOpsDb db, Session saved, CancellationToken cancel, bool hasHistory = false)
    {
        var turn = following[(uint)saved.Id.GetHashCode() % following.Length];
        await turn.WaitAsync(cancel);
        try
        {
            var session = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == saved.Id, cancel);
            if (!session.IsOpen) Remove(session);
            else if (byId.TryGetValue(session.Id, out var known)) known.Follow(session);
            else if (hasHistory) await ReopenAsync(db, session, cancel);
            else await OpenAsync(db, session, cancel);
            return session.State;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ReopenAsync(EvOpsDb db, Session session, CancellationToken cancel)
    {
        var known = await MeterTrails.OfAsync(db, session, cancel);
        (await OpenAsync(db, session, cancel)).Resume(known, time.GetUtcNow());
    }

    private async Task<LiveSession> OpenAsync(EvOpsDb db, Session session, CancellationToken cancel)
    {
        var station = await db.Stations.Where(s => s.Id == session.StationId).Select(s => new { s.Name, s.TimeZone }).SingleOrDefaultAsync(cancel);
        var driver = session.DriverId is null ? null : await db.People.Where(p => p.Id == session.DriverId).Select(p => p.DisplayName).SingleOrDefaultAsync(cancel);
        var live = new LiveSession(session, station?.Name, station?.TimeZone, driver);
        byId[session.Id] = live;
        byConnector[(session.ChargePointId, session.ConnectorNumber)] = live;
        return live;
    }

    private void Remove(Session session)
    {
        if (byId.TryRemove(session.Id, out var live))
            byConnector.TryRemove(KeyValuePair.Create((session.ChargePointId, session.ConnectorNumber), live));
    }
}
