using EvOps.Domain.Bookings;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Job: holds that expired long ago go. They stand in nobody's way; until then whoever pays late hears why it is too late.</summary>
public sealed class RemoveOldHolds(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - KeptFor;
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Bookings.Where(b => b.State == BookingState.Pending && b.HoldUntil < before).ExecuteDeleteAsync(cancel);
    }
}
