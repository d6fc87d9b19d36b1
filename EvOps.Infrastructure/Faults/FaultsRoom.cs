using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Stations;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Faults;

public static class FaultsRoom
{
    public static IServiceCollection AddFaults(this IServiceCollection services)
    {
        services.AddRoomOptions<FaultsOptions>(FaultsOptions.Section);
        services.AddRoomOptions<BreakerOptions>(BreakerOptions.Section);
        services.AddRoomOptions<MonitorsOptions>(MonitorsOptions.Section);
        services.AddInstruments<FaultInstruments>();
        services.AddSingleton<MonitorKey>();
        services.AddSingleton<CircuitBreakers>();
        services.AddSingleton<HousePulse>();
        services.AddHostedService(provider => provider.GetRequiredService<HousePulse>());
        services.AddHostedService<NoteBreakers>();
        services.AddHostedService<ProbeBreakers>();
        services.AddSingleton<FaultBook>();
        services.AddSingleton<IReturnWitness>(provider => provider.GetRequiredService<FaultBook>());
        services.AddSingleton<IStatusWitness>(provider => provider.GetRequiredService<FaultBook>());

        services.AddSingleton<IAlertSource, FaultAlerts>();
        services.AddSingleton<ReportHealth>();
        services.AddSingleton<ListFaults>();
        services.AddSingleton<ListHealth>();
        services.AddSingleton<CountFaults>();
        services.AddSingleton<ExplainOutage>();
        services.AddSingleton<DrawFaults>();
        services.AddJob<NoteLostConnections>("Note lost connections", null, TimeSpan.FromMinutes(1), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<TakeSnapshots>("Take health snapshots", null, TimeSpan.FromMinutes(15), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<EndOutageReasons>("End what was said of outages", null, TimeSpan.FromMinutes(5), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<ForgetSnapshots>("Forget old health snapshots", null, TimeSpan.FromHours(1), (job, cancel) => job.RunAsync(cancel));
        return services;
    }
}
