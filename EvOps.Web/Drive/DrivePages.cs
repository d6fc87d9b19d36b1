namespace EvOps.Web.Drive;

public static class DrivePages
{
    public static IServiceCollection AddDrivePages(this IServiceCollection services) => services.AddScoped<Whereabouts>();
}
