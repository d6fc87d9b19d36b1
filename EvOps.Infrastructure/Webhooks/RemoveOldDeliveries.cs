using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Forgets events that are older than the house keeps them, with their deliveries and attempts.</summary>
public sealed class RemoveOldDeliveries(IDbContextFactory<EvOpsDb> databases, TimeProvider time, IOptions<WebhooksOptions> options)
{
    /// <summary>At a time, so that nobody waits long for the database's one writer.</summary>
    private const int Slice = 200;

    public async Task RunAsync(CancellationToken cancel)
    {
        var oldest = time.GetUtcNow().AddDays(-options.Value.KeepDays);
        await using var db = await databases.CreateDbContextAsync(cancel);
        while (true)
        {
            var slice = await db.WebhookEvents.Where(e => e.At < oldest).OrderBy(e => e.At).Take(Slice).Select(e => e.Id).ToListAsync(cancel);
            if (slice.Count == 0) return;
            await db.WebhookEvents.Where(e => slice.Contains(e.Id)).ExecuteDeleteAsync(cancel);
        }
    }
}
