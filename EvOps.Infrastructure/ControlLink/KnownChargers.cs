using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>Whether there is a charger of this identity.</summary>
public sealed class KnownChargers(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<bool> HasAsync(string identity)
    {
        await using var db = await databases.CreateDbContextAsync();
        // A database that compares without regard to case may find another charger.
        return await db.ChargePoints.Where(c => c.Identity == identity).Select(c => c.Identity).SingleOrDefaultAsync() == identity;
    }
}
