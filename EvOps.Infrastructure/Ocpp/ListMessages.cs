using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>The last messages of a charger, newest first. They are kept in memory: a restart begins anew.</summary>
public sealed class ListMessages(IDbContextFactory<EvOpsDb> databases, MessageLog log)
{
    public async Task<Outcome<IReadOnlyList<LoggedMessage>>> RunAsync(Actor actor, string identity, int limit, CancellationToken cancel)
    {
        if (actor.Require(Permission.ViewMessages, "read the messages of chargers").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.ChargePoints.Where(c => c.Identity == identity).Select(c => c.Identity).SingleOrDefaultAsync(cancel);
        if (found != identity) return Refuse.NotFound("charge_point_not_found", $"There is no charge point {AuditTrail.Fit(identity)}.");
        return log.Recent(identity, limit).ToList();
    }
}
