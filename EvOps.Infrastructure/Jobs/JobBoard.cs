using System.Collections.Concurrent;
using EvOps.Domain.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Jobs;

/// <summary>One run of a job.</summary>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record JobRun(DateTimeOffset At, TimeSpan Took, string? Failure);

/// <summary>A job ran, or was paused or resumed.</summary>
public readonly record struct JobChanged(string Name);

/// <summary>The last runs of each job, in memory and in the database.</summary>
public sealed partial class JobBoard(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time, ILogger<JobBoard> log)
{
    /// <summary>Kept of each job.</summary>
    public const int MostRuns = 20;

    private readonly ConcurrentDictionary<string, JobRun[]> runs = new();
    private readonly ConcurrentDictionary<string, int> noted = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JobRun> RunsOf(string name) => runs.GetValueOrDefault(name) ?? [];

    /// <summary>Those that have run.</summary>
    public IReadOnlyList<string> Names => [.. runs.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What was kept when the process last ended.</summary>
    public async Task LoadAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var name in names)
        {
            var kept = await db.JobRuns.AsNoTracking().Where(r => r.Name == name).OrderByDescending(r => r.At).Take(MostRuns).ToListAsync(cancel);
            if (kept.Count > 0) runs.TryAdd(name, [.. kept.Select(r => r.Run)]);
        }
    }

    public async Task NoteAsync(string name, JobRun run)
    {
        runs.AddOrUpdate(name, [run], (_, before) => [run, .. before.Take(MostRuns - 1)]);
        live.Publish(new JobChanged(name));
        try
        {
            await KeepAsync(name, run);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // What it did is done; only the memory of it is shorter.
            NotKept(failure, name);
        }
    }

    private async Task KeepAsync(string name, JobRun run)
    {
        await using var db = await databases.CreateDbContextAsync();
        db.JobRuns.Add(new StoredJobRun(Ids.New(time.GetUtcNow()), name, run));
        await db.SaveChangesAsync();
        // Now and then is enough: twice as many do no harm.
        if (noted.AddOrUpdate(name, 1, (_, count) => count + 1) % MostRuns != 0) return;

        if (await db.JobRuns.Where(r => r.Name == name).OrderByDescending(r => r.At).Skip(MostRuns).Select(r => (DateTimeOffset?)r.At).FirstOrDefaultAsync() is { } old)
            await db.JobRuns.Where(r => r.Name == name && r.At <= old).ExecuteDeleteAsync();
    }

    [LoggerMessage(LogLevel.Warning, "A run of job {Name} could not be kept")]
    private partial void NotKept(Exception failure, string name);
}
