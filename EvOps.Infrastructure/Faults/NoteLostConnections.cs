using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// Job: a charger that was here and has been away for too long is faulty in the history, once, until it is back. Time in which the
/// house itself was closed is not held against it.
/// </summary>
public sealed class NoteLostConnections(
    IDbContextFactory<EvOpsDb> databases, FaultBook book, IChargePointLink link, IOptions<FaultsOptions> options, LiveFeed live, TimeProvider time)
{
    private readonly DateTimeOffset houseStart = time.GetUtcNow();

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - TimeSpan.FromMinutes(options.Value.OfflineMinutes);
        if (houseStart > before) return;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var silent = await Silent(db, before).Select(c => new { c.Id, c.Identity }).ToListAsync(cancel);
        foreach (var gone in silent.Where(c => !link.IsConnected(c.Identity)))
        {
            var tell = await Races.DecideAgainAsync(() => NoteAsync(gone.Id, before, cancel));
            tell?.Invoke();
        }
    }

    private async Task<Action?> NoteAsync(Guid id, DateTimeOffset before, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        // Read anew: it may have come back, or another node was first.
        var chargePoint = await Silent(db, before).Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (chargePoint?.LastSeenAt is not { } seen || link.IsConnected(chargePoint.Identity) || !chargePoint.NoteLost(seen)) return null;

        var tell = await book.AddAsync(
            db, chargePoint,
            new FaultEvent(id, 0, FaultKind.Fault, FaultSource.Connection, new FaultTold($"No connection for more than {options.Value.OfflineMinutes} min."), seen, now), cancel);
        FaultBook.AddSnapshot(db, chargePoint, isOnline: false, now);
        await db.SaveChangesAsync(cancel);
        return () =>
        {
            tell();
            live.Publish(new ChargePointChanged(id, chargePoint.Identity));
        };
    }

    private static IQueryable<ChargePoint> Silent(EvOpsDb db, DateTimeOffset before) =>
        db.ChargePoints.Where(c => c.BootStatus == BootStatus.Accepted && c.LostSince == null && c.LastSeenAt != null && c.LastSeenAt < before);
}
