using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Somebody decided anew how long a start or a stop may stay unanswered.</summary>
public readonly record struct DeadlinesChanged;

/// <summary>How long a start or a stop may stay unanswered, station by station, for screens of many sessions.</summary>
public sealed class ReadDeadlines(IDbContextFactory<EvOpsDb> databases, IStationDeadlines deadlines)
{
    public async Task<Func<Guid?, SessionDeadlines>> RunAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await deadlines.ReadAsync(db, cancel);
    }
}
