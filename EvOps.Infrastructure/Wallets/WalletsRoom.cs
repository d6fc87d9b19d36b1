using EvOps.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Wallets;

public static class WalletsRoom
{
    public static IServiceCollection AddWallets(this IServiceCollection services)
    {
        services.AddRoomOptions<WalletsOptions>(WalletsOptions.Section);
        services.AddSingleton<Ledger>();
        services.AddSingleton<TopUp>();
        services.AddSingleton<ShowWallet>();
        services.AddSingleton<ListWallets>();
        return services;
    }
}
