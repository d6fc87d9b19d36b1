using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Webhooks;

public static class WebhooksRoom
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddRoomOptions<WebhooksOptions>(WebhooksOptions.Section);
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<WebhookSecrets>();
        AddSending(services);

        services.AddSingleton<SaveSubscription>();
        services.AddSingleton<ControlSubscription>();
        services.AddSingleton<RenewSecret>();
        services.AddSingleton<SendTestEvent>();
        services.AddSingleton<ResendDelivery>();
        services.AddSingleton<ListSubscriptions>();
        services.AddSingleton<ListDeliveries>();
        services.AddSingleton<ShowDelivery>();
        services.AddJob<RemoveOldDeliveries>("Remove old webhook deliveries", null, TimeSpan.FromHours(1), (job, cancel) => job.RunAsync(cancel));
        return services;
    }

    private static void AddSending(IServiceCollection services)
    {
        services.AddHttpClient(WebhookClient.Name).RemoveAllLoggers()
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(WebhookClient.NewHandler);
        services.AddInstruments<WebhookInstruments>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<SendDelivery>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookSender>());
    }
}
