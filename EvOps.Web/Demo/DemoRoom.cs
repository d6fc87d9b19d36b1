namespace EvOps.Web.Demo;

public static class DemoRoom
{
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.AddSingleton<DemoEnrolment>();
        services.AddSingleton<DemoMemory>();
        services.AddHostedService<DemoFleet>();
        return services;
    }
}
