using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        return services;
    }

    /// <summary>Registers a job that runs again and again, never beside itself.</summary>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, string name, TimeSpan interval, Func<T, CancellationToken, Task> run)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddKeyedSingleton(name, new Registered((provider, cancel) => run(provider.GetRequiredService<T>(), cancel)));
        services.AddQuartz(quartz =>
        {
            var key = new JobKey(name);
            quartz.AddJob<Runner>(job => job.WithIdentity(key).UsingJobData(Runner.NameKey, name));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever()));
        });
        return services;
    }

    private sealed record Registered(Func<IServiceProvider, CancellationToken, Task> RunAsync);

    [DisallowConcurrentExecution]
    private sealed partial class Runner(IServiceProvider provider, ILogger<Runner> log) : IJob
    {
        public const string NameKey = "name";

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var name = context.MergedJobDataMap.GetString(NameKey)!;
            try
            {
                await provider.GetRequiredKeyedService<Registered>(name).RunAsync(provider, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                JobFailed(failure, name);
                throw new JobExecutionException(failure);
            }
        }

        [LoggerMessage(LogLevel.Error, "Job {Name} failed; it runs again at its next time")]
        private partial void JobFailed(Exception failure, string name);
    }
}
