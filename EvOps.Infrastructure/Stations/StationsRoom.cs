using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Stations;

public static class StationsRoom
{
    public static IServiceCollection AddStations(this IServiceCollection services)
    {
        services.AddSingleton<ReportStatus>();
        services.AddSingleton<RegisterBoot>();
        return services;
    }
}
