using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.StuckSessions;

public static class StuckSessionsRoom
{
    public static IServiceCollection AddStuckSessions(this IServiceCollection services)
    {
        services.AddRoomOptions<StuckSessionsOptions>(StuckSessionsOptions.Section);
        services.AddSingleton<HouseClock>();
        services.AddSingleton<Reconnects>();
        services.AddInstruments<StuckInstruments>();
        services.AddSingleton<ReadThresholds>();
        services.AddSingleton<IStationDeadlines, StationDeadlines>();
        services.AddSingleton<SetThresholds>();
        services.AddSingleton<LearnBehaviour>();
        services.AddSingleton<FindStuck>();
        services.AddSingleton<KeepCases>();
        services.AddSingleton<StepBook>();
        services.AddSingleton<ReleaseCable>();
        services.AddSingleton<TakeStep>();
        services.AddSingleton<ReopenSession>();
        services.AddSingleton<TryThresholds>();
        services.AddSingleton<CountCases>();
        services.AddSingleton<StuckNow>();
        services.AddHostedService(provider => provider.GetRequiredService<StuckNow>());
        services.AddSingleton<IAlertSource, StuckAlerts>();
        services.AddSingleton<IPlugTroubles, BlockedPlugs>();
        services.AddSingleton<UnlockConnector>();
        services.AddSingleton<CheckPlug>();
        services.AddSingleton<FindAnything>();
        services.AddSingleton<AnswerSupport>();
        services.AddJob<SweepStuckSessions>("Sweep stuck sessions", "StuckSessions", TimeSpan.FromSeconds(60), (job, cancel) => job.RunAsync(cancel));
        return services;
    }
}
