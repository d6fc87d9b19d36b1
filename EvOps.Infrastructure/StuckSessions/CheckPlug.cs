using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Whether a plug that was unlocked really became free, as its charger says it.</summary>
public sealed class CheckPlug(IDbContextFactory<EvOpsDb> databases)
{
    /// <param name="waited">Since the charger answered.</param>
    public async Task<PlugAfterUnlock> RunAsync(Guid connectorId, TimeSpan waited, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var plug = await db.Connectors.AsNoTracking().Where(c => c.Id == connectorId).Select(c => new { c.Number, c.Status }).SingleAsync(cancel);
        return UnlockWords.Became(plug.Number, plug.Status, waited);
    }
}
