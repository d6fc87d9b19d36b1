using EvOps.Domain.Common;
using EvOps.Domain.Users;
using Quartz;

namespace EvOps.Infrastructure.Jobs;

/// <summary>A job with its schedule and its last runs.</summary>
/// <param name="NextAt">Null while it is paused.</param>
/// <param name="Runs">Newest first.</param>
public sealed record JobRow(string Name, TimeSpan Interval, bool IsPaused, DateTimeOffset? NextAt, IReadOnlyList<JobRun> Runs);

/// <summary>All jobs, by name.</summary>
public sealed class ListJobs(ISchedulerFactory schedulers, JobBoard board)
{
    public async Task<Outcome<List<JobRow>>> RunAsync(Actor actor, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ManageJobs, "see jobs");
        if (!may.IsDone) return may.Refusal;

        var scheduler = await schedulers.GetScheduler(cancel);
        List<JobRow> rows = [];
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancel))
        {
            var trigger = (await scheduler.GetTriggersOfJob(key, cancel)).OfType<ISimpleTrigger>().FirstOrDefault(t => t.RepeatCount != 0);
            if (trigger is null) continue;
            var isPaused = await scheduler.GetTriggerState(trigger.Key, cancel) == TriggerState.Paused;
            rows.Add(new(key.Name, trigger.RepeatInterval, isPaused, isPaused ? null : trigger.NextFireTimeUtc, board.RunsOf(key.Name)));
        }

        return rows.OrderBy(row => row.Name, StringComparer.Ordinal).ToList();
    }
}
