using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Quartz;

namespace EvOps.Infrastructure.Jobs;

/// <summary>What a person may do with a job.</summary>
public enum JobCommand
{
    /// <summary>Now, besides its schedule.</summary>
    Run,

    /// <summary>Not again until it is resumed, or the process starts anew.</summary>
    Pause,

    Resume,
}

/// <summary>Runs, pauses or resumes a job by hand.</summary>
public sealed class ControlJob(ISchedulerFactory schedulers, AuditTrail audit, LiveFeed live)
{
    public async Task<Outcome> RunAsync(Actor actor, string name, JobCommand command, CancellationToken cancel)
    {
        var outcome = await TryAsync(actor, name, command, cancel);
        await audit.RecordAsync(actor, $"{command.ToString().ToLowerInvariant()} job", "job", AuditTrail.Fit(name), outcome.Refusal?.Message ?? "done", null, cancel);
        if (outcome.IsDone) live.Publish(new JobChanged(name));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, string name, JobCommand command, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ManageJobs, "control jobs");
        if (!may.IsDone) return may;

        var (scheduler, key) = (await schedulers.GetScheduler(cancel), new JobKey(name));
        if (!await scheduler.Exists(key, cancel)) return Refuse.NotFound("job_not_found", $"There is no job {AuditTrail.Fit(name)}.");
        switch (command)
        {
            case JobCommand.Run:
                await scheduler.TriggerJob(key, cancel);
                return Outcome.Done;
            case JobCommand.Pause:
                await scheduler.PauseJob(key, cancel);
                return Outcome.Done;
            case JobCommand.Resume:
                await scheduler.ResumeJob(key, cancel);
                return Outcome.Done;
            default:
                throw new InvalidOperationException($"{command} is no known command.");
        }
    }
}
