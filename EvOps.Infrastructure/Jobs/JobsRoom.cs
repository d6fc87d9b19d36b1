using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace EvOps.Infrastructure.Jobs;

/// <summary>
/// Background jobs. A job is a plain class with one method that any scheduler can call; Quartz stays inside this folder. Every job
/// may run twice and harms nothing.
/// </summary>
public static partial class JobsRoom
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddQuartz();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<JobRhythms>();
        services.AddHealthChecks().AddCheck<JobsHealth>("jobs", tags: ["ready"]);
        services.AddSingleton<JobBoard>();
        services.AddInstruments<JobInstruments>();
        services.AddSingleton<ListJobs>();
        services.AddSingleton<ControlJob>();
        return services;
    }

    /// <summary>Registers a job that runs again and again, never beside itself.</summary>
    /// <param name="name">As people read it; unique.</param>
    /// <param name="section">Its own part of the settings: <c>Jobs:{section}:IntervalSeconds</c>; null where its rhythm is nobody's to set.</param>
    /// <param name="interval">Where the settings say nothing.</param>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, string name, string? section, TimeSpan interval, Func<T, CancellationToken, Task> run)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddKeyedSingleton(name, new Registered((provider, cancel) => run(provider.GetRequiredService<T>(), cancel)));
        services.AddQuartz(quartz =>
        {
            var key = new JobKey(name);
            quartz.AddJob<Runner>(job => job.WithIdentity(key).UsingJobData(Runner.NameKey, name));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(name).WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever()));
        });
        if (section is not null)
        {
            services.AddOptions<JobRhythm>(name).BindConfiguration($"Jobs:{section}")
                .Validate(rhythm => rhythm.IntervalSeconds is null or (>= 1 and <= 86_400), $"Jobs:{section}:IntervalSeconds: a whole number of seconds from 1 to 86400 is needed.")
                .ValidateOnStart();
            services.AddSingleton(new SetByOperator(name));
        }

        return services;
    }

    private sealed record Registered(Func<IServiceProvider, CancellationToken, Task> RunAsync);

    [DisallowConcurrentExecution]
    private sealed partial class Runner(IServiceProvider provider, JobBoard board, JobInstruments instruments, TimeProvider time, ILogger<Runner> log) : IJob
    {
        public const string NameKey = "name";

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var (name, begun) = (context.MergedJobDataMap.GetString(NameKey)!, time.GetUtcNow());
            var clock = time.GetTimestamp();
            using var activity = Tracing.BeginAnew(name)?.SetTag(Tracing.Job, name);
            try
            {
                await provider.GetRequiredKeyedService<Registered>(name).RunAsync(provider, cancellationToken);
                await NoteAsync(null);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                await NoteAsync(failure.Message);
                activity.Failed(failure.Message);
                JobFailed(failure, name);
                throw new JobExecutionException(failure);
            }

            async Task NoteAsync(string? failure)
            {
                var took = time.GetElapsedTime(clock);
                instruments.Ran(name, took, failure is not null);
                await board.NoteAsync(name, new JobRun(begun, took, failure));
            }
        }

        [LoggerMessage(LogLevel.Error, "Job {Name} failed; it runs again at its next time")]
        private partial void JobFailed(Exception failure, string name);
    }
}

/// <summary>Section <c>Jobs:{job}</c>.</summary>
internal sealed class JobRhythm
{
    /// <summary>Null: as it was made.</summary>
    public int? IntervalSeconds { get; init; }
}

/// <summary>That the rhythm of this job is the operator's to set.</summary>
internal sealed record SetByOperator(string Name);

/// <summary>Gives jobs the rhythm the settings say, and takes up what was kept of them, before the first of them runs.</summary>
internal sealed class JobRhythms(
    ISchedulerFactory schedulers, IEnumerable<SetByOperator> jobs, IOptionsMonitor<JobRhythm> rhythms, JobBoard board, IDbContextFactory<EvOpsDb> databases) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var (name, seconds) in jobs.Select(job => (job.Name, rhythms.Get(job.Name).IntervalSeconds)))
        {
            if (seconds is not { } set) continue;
            var trigger = TriggerBuilder.Create().ForJob(new JobKey(name)).WithIdentity(name).WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(set)).RepeatForever()).Build();
            await scheduler.RescheduleJob(new TriggerKey(name), trigger, cancellationToken);
        }

        var keys = await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken);
        await board.LoadAsync(keys.Select(key => key.Name), cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var paused = await db.PausedJobs.AsNoTracking().Select(job => job.Name).ToListAsync(cancellationToken);
        foreach (var key in keys.Where(key => paused.Contains(key.Name))) await scheduler.PauseJob(key, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
