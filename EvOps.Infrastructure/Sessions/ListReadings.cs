using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>The meter readings of a session, those that were not billed with their evidence.</summary>
public sealed class ListReadings(IDbContextFactory<EvOpsDb> databases)
{
    /// <summary>A page of them, oldest first unless told otherwise.</summary>
    /// <param name="anyId">Session id, request id, or transaction id.</param>
    public async Task<Outcome<Page<MeterReading>>> RunAsync(Actor actor, string anyId, int limit, int offset, CancellationToken cancel, bool newestFirst = false)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, anyId, cancel);
        if (!found.IsDone) return found.Refusal;
        if (found.Value.TransactionId is not { } transaction) return new Page<MeterReading>([], 0, limit, offset);

        var all = db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == transaction);
        var sorted = newestFirst ? all.OrderByDescending(r => r.At).ThenByDescending(r => r.Id) : all.OrderBy(r => r.At).ThenBy(r => r.Id);
        return await sorted.PageAsync(limit, offset, cancel);
    }

    /// <summary>
    /// The whole session for a graph: real readings, no means. Of each slice of time the one with the highest power and the last one stay.
    /// </summary>
    /// <param name="most">Points at the most, 4 or more.</param>
    public async Task<Outcome<LivePoint[]>> SeriesAsync(Actor actor, string anyId, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, actor, anyId, cancel);
        if (!found.IsDone) return found.Refusal;
        if (found.Value.TransactionId is not { } transaction) return Array.Empty<LivePoint>();

        var all = await db.MeterReadings.Where(r => r.TransactionId == transaction)
            .OrderBy(r => r.At).ThenBy(r => r.Id)
            .Select(r => new LivePoint(r.At, r.PowerW, r.EnergyWh, r.SocPercent))
            .ToArrayAsync(cancel);
        return ReadingSlices.Thin(all, most);
    }

    private static async Task<Outcome<(int? TransactionId, Guid? DriverId)>> FindAsync(EvOpsDb db, Actor actor, string anyId, CancellationToken cancel)
    {
        var session = await SessionIds.Named(db.Sessions, anyId).Select(s => new { s.TransactionId, s.DriverId }).SingleOrDefaultAsync(cancel);
        if (session is null) return SessionAccess.NotFound;
        if (SessionAccess.Refusal(actor, session.DriverId) is { } refusal) return refusal;
        return (session.TransactionId, session.DriverId);
    }
}
