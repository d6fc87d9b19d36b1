using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Tariffs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Stations;

public static class StationsRoom
{
    public static IServiceCollection AddStations(this IServiceCollection services)
    {
        services.AddSingleton<IAlertSource, StationAlerts>();
        services.AddSingleton<IAlertSource, VendorAlerts>();
        services.AddSingleton<PlanStation>();
        services.AddJob<TellMaintenance>("Tell maintenance", null, TimeSpan.FromSeconds(30), (job, cancel) => job.RunAsync(cancel));
        services.AddSingleton<Presence>();
        services.AddSingleton<ReportStatus>();
        services.AddSingleton<RegisterBoot>();
        services.AddSingleton<AskToBoot>();
        services.AddSingleton<ChangeChargePoint>();

        services.AddSingleton<ITariffUse, StationsByTariff>();

        services.AddSingleton<SaveStation>();
        services.AddSingleton<AssignTariff>();
        services.AddSingleton<PreviewStationPrice>();
        services.AddSingleton<SaveChargePoint>();
        services.AddSingleton<ApproveChargePoint>();
        services.AddSingleton<RejectChargePoint>();
        services.AddSingleton<DecideBoot>();
        services.AddSingleton<SetAllowances>();
        services.AddSingleton<StationMemory>();
        services.AddSingleton<ListStations>();
        services.AddSingleton<FindStations>();
        services.AddSingleton<ListChargePoints>();
        AddVendors(services);
        return services;
    }

    private static void AddVendors(IServiceCollection services)
    {
        services.AddRoomOptions<VendorEventsOptions>(VendorEventsOptions.Section);
        services.AddRoomOptions<VendorsOptions>(VendorsOptions.Section);
        services.AddOptions<VendorsOptions>().Configure<IConfiguration>((vendors, settings) => settings.GetSection(VendorsOptions.Section).Bind(vendors.ByName));
        services.AddSingleton<VendorInbox>();
        services.AddSingleton<ReceiveVendorEvent>();
        services.AddSingleton<HearVendor>();
        services.AddSingleton<IVendorEventHandler, TakeVendorStatus>();
        services.AddSingleton<ListVendorEvents>();
        services.AddSingleton<ReplayVendorEvent>();
        services.AddSingleton<DismissVendorEvent>();
        services.AddHostedService<WorkOffVendorEvents>();
        services.AddJob<RemoveOldVendorEvents>("Remove old vendor events", null, TimeSpan.FromHours(1), (job, cancel) => job.RunAsync(cancel));
    }
}
