using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>What whoever charges at a plug should know of who comes next: when, and nothing else.</summary>
public sealed class FindNextBooking(IDbContextFactory<EvOpsDb> databases, RedeemBooking redeem, TimeProvider time)
{
    /// <returns>In words; null where nobody has booked the next hours.</returns>
    public async Task<Outcome<string?>> RunAsync(Actor actor, Guid stationId, Guid connectorId, CancellationToken cancel)
    {
        if (actor.Require(Permission.ChargeOwn, "charge").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var zone = await db.Stations.Where(s => s.Id == stationId).Select(s => s.TimeZone).SingleOrDefaultAsync(cancel);
        var number = await db.Connectors.Where(c => c.Id == connectorId).Select(c => (int?)c.Number).SingleOrDefaultAsync(cancel);
        return zone is null || number is null ? (string?)null : await redeem.NextAsync(db, connectorId, number.Value, zone, null, null, time.GetUtcNow(), cancel);
    }
}
