using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Readings that come after a session has ended: a bill that still waits takes them up, one that went out is held for a person. Nothing is
/// charged by them. Operator and driver see the difference.
/// </summary>
public sealed class LateReadings(IDbContextFactory<EvOpsDb> databases, TellDriver driver, LiveFeed live, TimeProvider time)
{
    public Task RunAsync(int transactionId, CancellationToken cancel) => Races.DecideAgainAsync(() => TryAsync(transactionId, cancel));

    private async Task<bool> TryAsync(int transactionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.Sessions.SingleOrDefaultAsync(s => s.TransactionId == transactionId, cancel) is not { } session) return false;

        var (was, wasHeld) = (session.EnergyWh, session.BillState == BillState.Held);
        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        if (!session.TakeLateReadings(await MeterTrails.OfAsync(db, session, cancel), connector)) return false;

        var now = time.GetUtcNow();
        Told? told = null;
        if (session.BillState == BillState.Provisional)
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Billed, $"A reading came late: {MeterRules.Register(session.EnergyWh!.Value)} instead of {MeterRules.Register(was ?? 0)}. The bill still waits for the charger's last word."));
        else if (!wasHeld)
            db.SessionEvents.Add(new SessionEvent(session.Id, now, SessionEventKind.Warning, session.ReviewReason!));
        if (session.BillState == BillState.Held) told = await driver.AddAsync(db, session, place => DriverNews.Checked(session, place), "late readings", cancel);
        await db.SaveChangesAsync(cancel);
        driver.Tell(told);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        return true;
    }
}
