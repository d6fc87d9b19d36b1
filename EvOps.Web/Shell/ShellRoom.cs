using EvOps.Web.Common;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace EvOps.Web.Shell;

public static class ShellRoom
{
    /// <summary>What pages and their shared components inject, beside the use cases of their rooms.</summary>
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRadzenComponents();
        services.AddScoped<UrlState>();
        return services;
    }
}
