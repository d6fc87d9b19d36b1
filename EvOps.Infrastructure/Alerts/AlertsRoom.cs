using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Alerts;

public static class AlertsRoom
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddRoomOptions<MailOptions>(MailOptions.Section);
        services.AddRoomOptions<AlertsOptions>(AlertsOptions.Section);
        services.AddSingleton<IAlertSource, WebhookAlerts>();
        services.AddSingleton<IAlertSource, JobAlerts>();
        services.AddSingleton<IAlertSource, DiskAlerts>();
        services.AddSingleton<WatchAlerts>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchAlerts>());
        services.AddInstruments<AlertInstruments>();
        services.AddSingleton<ListAlerts>();
        services.AddSingleton<ListRules>();
        services.AddSingleton<HandleAlert>();
        services.AddSingleton<Notices>();
        services.AddSingleton<ListNotices>();
        services.AddSingleton<ReadNotices>();
        services.AddSingleton<SmtpPost>();
        services.AddJob<SendMails>("Send mail", null, TimeSpan.FromSeconds(10), (job, cancel) => job.RunAsync(cancel));
        return services;
    }
}
