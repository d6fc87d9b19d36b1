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
    IDbContextFactory<EvOpsDb> databases, FaultBook book, IChargePointLink link, Presence presence, HousePulse house, IOptions<FaultsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - TimeSpan.FromMinutes(options.Value.OfflineMinutes);
        if (house.StartedAt > before || house.IsClosing) return;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var silent = await Silent(db, before, presence.VendorsSince).Select(c => new { c.Id, c.Identity }).ToListAsync(cancel);
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
        var chargePoint = await Silent(db, before, presence.VendorsSince).Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (chargePoint?.LastSeenAt is not { } seen || link.IsConnected(chargePoint.Identity) || chargePoint.LostSince is not null) return null;
        // Asked last: a house that closes says so before it sends anybody away, and that is no fault of theirs.
        if (house.IsClosing) return null;

        var since = await SinceAsync(db, chargePoint, seen, cancel);
        var tell = await book.AddAsync(
            db, chargePoint,
            new FaultEvent(id, 0, FaultKind.Fault, FaultSource.Connection, new FaultTold(chargePoint.IsVendorManaged ? $"Its vendor has not told of it for more than {Presence.VendorSilence.TotalHours:0} h." : $"No connection for more than {options.Value.OfflineMinutes} min."), since, now), cancel);
        chargePoint.NoteLost(since);
        FaultBook.AddSnapshot(db, chargePoint, isOnline: false, now);
        await db.SaveChangesAsync(cancel);
        return () =>
        {
            tell();
            live.Publish(new ChargePointChanged(id, chargePoint.Identity));
        };
    }

    /// <summary>
    /// When it was last seen. Where the house died while the charger was connected, nobody wrote down when that ended: at the earliest
    /// when the house did, and the log of states learns it now.
    /// </summary>
    private async Task<DateTimeOffset> SinceAsync(EvOpsDb db, ChargePoint chargePoint, DateTimeOffset seen, CancellationToken cancel)
    {
        var last = await db.StatusLog.AsNoTracking().Where(l => l.ChargePointId == chargePoint.Id && l.IsOnline != null)
            .OrderByDescending(l => l.At).ThenByDescending(l => l.Id).FirstOrDefaultAsync(cancel);
        if (last is not { IsOnline: true }) return seen;

        var closed = await house.ClosedAsync(db, last.At, cancel);
        var since = closed.Where(gap => gap.From >= last.At).Select(gap => gap.From).DefaultIfEmpty(seen).First();
        since = since > seen ? since : seen;
        db.StatusLog.Add(StatusLogEntry.OfConnection(chargePoint.Id, isOnline: false, since));
        return since;
    }

    private static IQueryable<ChargePoint> Silent(EvOpsDb db, DateTimeOffset before, DateTimeOffset vendorsBefore) => db.ChargePoints.Where(
        c => c.BootStatus == BootStatus.Accepted && c.LostSince == null && c.LastSeenAt != null && (c.IsVendorManaged ? c.LastSeenAt < vendorsBefore : c.LastSeenAt < before));
}
