using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace EvOps.Infrastructure.Jobs;

/// <summary>What a person may do with a job.</summary>
public enum JobCommand
{
    /// <summary>Now, besides its schedule.</summary>
    Run,

    /// <summary>Not again until it is resumed, however often the process starts anew.</summary>
    Pause,

    Resume,
}

/// <summary>Runs, pauses or resumes a job by hand.</summary>
public sealed class ControlJob(ISchedulerFactory schedulers, IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live)
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
                await KeepPausedAsync(name);
                await scheduler.PauseJob(key, cancel);
                return Outcome.Done;
            case JobCommand.Resume:
                await using (var db = await databases.CreateDbContextAsync(cancel)) await db.PausedJobs.Where(job => job.Name == name).ExecuteDeleteAsync(cancel);
                await scheduler.ResumeJob(key, cancel);
                return Outcome.Done;
            default:
                throw new InvalidOperationException($"{command} is no known command.");
        }
    }

    private Task<bool> KeepPausedAsync(string name) => Races.DecideAgainAsync(async () =>
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await db.PausedJobs.AnyAsync(job => job.Name == name)) return false;
        db.PausedJobs.Add(new PausedJob(name));
        await db.SaveChangesAsync();
        return true;
    });
}
