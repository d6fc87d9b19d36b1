using EvOps.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EvOps.Infrastructure.Metrics;

public static class MetricsRoom
{
    public static IServiceCollection AddMetrics(this IServiceCollection services)
    {
        services.AddRoomOptions<MetricsOptions>(MetricsOptions.Section);
        services.AddRoomOptions<OtlpOptions>(OtlpOptions.Section);
        services.AddHostedService<OtlpExport>();
        services.AddSingleton<EvOpsMeter>();
        services.AddHostedService<InstrumentsAtStart>();
        return services.AddInstruments<ProcessInstruments>();
    }

    /// <summary>A room's instruments: a class that declares them to <see cref="EvOpsMeter"/> in its constructor.</summary>
    public static IServiceCollection AddInstruments<T>(this IServiceCollection services)
        where T : class => services.AddSingleton<T>().AddSingleton(new RoomInstruments(typeof(T)));
}

internal sealed record RoomInstruments(Type Type);

/// <summary>Makes every room's instruments when the house opens, so that what has not happened yet is shown as 0.</summary>
internal sealed class InstrumentsAtStart(IServiceProvider provider, IEnumerable<RoomInstruments> rooms) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var room in rooms) provider.GetRequiredService(room.Type);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
