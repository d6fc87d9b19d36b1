using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Job: where a charger's last word was waited for and did not come, what is known becomes final. Harmless to run twice; a word that
/// arrives at the same moment wins or loses by the row's version.
/// </summary>
public sealed class SettleProvisionalBills(IDbContextFactory<EvOpsDb> databases, BookBill books, LiveFeed live, TimeProvider time)
{
    private const int MostAtOnce = 500;

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var due = await db.Sessions.Where(s => s.ProvisionalUntil != null && s.ProvisionalUntil <= now)
            .OrderBy(s => s.ProvisionalUntil).Select(s => s.Id).Take(MostAtOnce).ToListAsync(cancel);
        foreach (var id in due) await Races.DecideAgainAsync(() => SettleAsync(id, cancel));
    }

    private async Task<bool> SettleAsync(Guid sessionId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.SingleAsync(s => s.Id == sessionId, cancel);
        if (session.ProvisionalUntil > now || !session.SettleWithoutWord()) return false;

        db.SessionEvents.Add(new SessionEvent(
            sessionId, now, SessionEventKind.Warning,
            session.BillState == BillState.Held ? "The charger's last word did not come, and nothing is known of the energy." : "The charger's last word did not come; the bill is final as it is."));
        var booked = await books.AddAsync(db, session, "settlement", cancel);
        await db.SaveChangesAsync(cancel);
        books.Tell(booked);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        return true;
    }
}
