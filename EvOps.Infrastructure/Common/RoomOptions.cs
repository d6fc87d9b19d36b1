using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Common;

/// <summary>How every room takes its settings: one record with defaults, bound from one section, refused at start when it is wrong.</summary>
public static class RoomOptions
{
    public static IServiceCollection AddRoomOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
