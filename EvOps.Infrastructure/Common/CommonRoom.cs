using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EvOps.Infrastructure.Common;

public static class CommonRoom
{
    public static IServiceCollection AddCommon(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FollowUps>();
        // Touched before the first request, which then has an id.
        services.AddSingleton(Tracing.Source);
        services.AddHostedService(provider => provider.GetRequiredService<FollowUps>());
        return services;
    }
}
