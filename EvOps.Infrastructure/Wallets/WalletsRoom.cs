using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Wallets;

public static class WalletsRoom
{
    public static IServiceCollection AddWallets(this IServiceCollection services)
    {
        services.AddSingleton<Ledger>();
        return services;
    }
}
