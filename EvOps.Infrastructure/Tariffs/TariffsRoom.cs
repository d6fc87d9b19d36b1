using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Tariffs;

public static class TariffsRoom
{
    public static IServiceCollection AddTariffs(this IServiceCollection services)
    {
        services.AddSingleton<SaveTariff>();
        services.AddSingleton<ListTariffs>();
        services.AddSingleton<PreviewTariffPrice>();
        return services;
    }
}
