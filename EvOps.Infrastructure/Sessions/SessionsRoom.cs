using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Stations;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Sessions;

public static class SessionsRoom
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddRoomOptions<SessionsOptions>(SessionsOptions.Section);
        services.AddSingleton<LiveSessions>();
        services.AddInstruments<SessionInstruments>();
        services.AddSingleton<NetworkNow>();
        services.AddHostedService(provider => provider.GetRequiredService<NetworkNow>());
        services.AddSingleton<PowerHistory>();
        services.AddHostedService(provider => provider.GetRequiredService<PowerHistory>());
        services.AddSingleton<FindAttention>();
        services.AddSingleton<AttentionNow>();
        services.AddHostedService(provider => provider.GetRequiredService<AttentionNow>());
        services.AddSingleton<DaySoFar>();
        AddMeterWriter(services);

        services.AddSingleton<WorkAtPlugs>();
        services.AddSingleton<BookingOfSession>();
        services.AddSingleton<IFaultWitness, FaultsInTimelines>();
        services.AddSingleton<StartSession>();
        services.AddSingleton<RemoteStart>();
        services.AddSingleton<EndSession>();
        services.AddSingleton<RemoteStop>();
        services.AddSingleton<ChargerStarted>();
        services.AddSingleton<NoteMeterFaults>();
        services.AddSingleton<LateReadings>();
        services.AddSingleton<ReadMeters>();
        services.AddSingleton<ChargerStopped>();
        services.AddSingleton<BookBill>();
        services.AddSingleton<TellDriver>();
        services.AddSingleton<ReviewBill>();
        services.AddSingleton<CloseSession>();
        services.AddSingleton<ListSessions>();
        services.AddSingleton<ShowSession>();
        services.AddSingleton<ReadDeadlines>();
        services.AddSingleton<ListReadings>();
        services.AddSingleton<IVendorEventHandler, VendorSessionStarted>();
        services.AddSingleton<IVendorEventHandler, VendorSessionEnded>();
        services.AddJob<EndOverdueStarts>("End overdue starts", null, TimeSpan.FromSeconds(15), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<NoteOverdueStops>("Note overdue stops", null, TimeSpan.FromSeconds(15), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<SettleProvisionalBills>("Settle provisional bills", null, TimeSpan.FromSeconds(30), (job, cancel) => job.RunAsync(cancel));
        return services;
    }

    private static void AddMeterWriter(IServiceCollection services)
    {
        services.AddSingleton<SqliteMeterStore>();
        services.AddSingleton<SqlServerMeterStore>();
        services.AddSingleton<IMeterStore>(provider => provider.GetRequiredService<EvOpsDbFactory>().Provider switch
        {
            DatabaseProvider.Sqlite => provider.GetRequiredService<SqliteMeterStore>(),
            DatabaseProvider.SqlServer => provider.GetRequiredService<SqlServerMeterStore>(),
        });
        services.AddSingleton<MeterWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<MeterWriter>());
        services.AddHealthChecks().AddCheck<MeterHealth>("meter writer", tags: ["ready"]);
    }
}
