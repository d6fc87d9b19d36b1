using EvOps.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.ControlLink;

public static class ControlLinkRoom
{
    public static IServiceCollection AddControlLink(this IServiceCollection services)
    {
        services.AddRoomOptions<ControlLinkOptions>(ControlLinkOptions.Section);
        services.AddSingleton<KnownChargers>();
        services.AddSingleton<ControlLinkListener>();
        services.AddHostedService(provider => provider.GetRequiredService<ControlLinkListener>());
        return services;
    }
}
