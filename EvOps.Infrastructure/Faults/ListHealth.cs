using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>How a charger was, newest first.</summary>
public sealed class ListHealth(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<HealthSnapshot>>> RunAsync(Actor actor, string identity, int limit, int offset, CancellationToken cancel)
    {
        if (ListFaults.MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var charger = await db.ChargePoints.AsNoTracking().SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        if (charger?.Identity != identity) return ChangeChargePoint.NotFound(identity);
        return await db.HealthSnapshots.AsNoTracking().Where(s => s.ChargePointId == charger.Id)
            .OrderByDescending(s => s.At).ThenByDescending(s => s.Id).PageAsync(limit, offset, cancel);
    }
}
