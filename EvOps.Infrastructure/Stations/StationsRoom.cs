using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Tariffs;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Stations;

public static class StationsRoom
{
    public static IServiceCollection AddStations(this IServiceCollection services)
    {
        services.AddSingleton<IAlertSource, StationAlerts>();
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
        services.AddSingleton<ListStations>();
        services.AddSingleton<FindStations>();
        services.AddSingleton<ListChargePoints>();
        return services;
    }
}
