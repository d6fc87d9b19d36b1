using System.Collections.Concurrent;
using EvOps.Infrastructure.LiveUpdates;

namespace EvOps.Infrastructure.Jobs;

/// <summary>One run of a job.</summary>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record JobRun(DateTimeOffset At, TimeSpan Took, string? Failure);

/// <summary>A job ran, or was paused or resumed.</summary>
public readonly record struct JobChanged(string Name);

/// <summary>The last runs of each job since the process began.</summary>
public sealed class JobBoard(LiveFeed live)
{
    private const int MostRuns = 20;

    private readonly ConcurrentDictionary<string, JobRun[]> runs = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JobRun> RunsOf(string name) => runs.GetValueOrDefault(name) ?? [];

    /// <summary>Those that have run.</summary>
    public IReadOnlyList<string> Names => [.. runs.Keys.Order(StringComparer.Ordinal)];

    public void Note(string name, JobRun run)
    {
        runs.AddOrUpdate(name, [run], (_, before) => [run, .. before.Take(MostRuns - 1)]);
        live.Publish(new JobChanged(name));
    }
}
