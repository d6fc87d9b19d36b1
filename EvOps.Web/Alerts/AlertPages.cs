using EvOps.Web.Common;

namespace EvOps.Web.Alerts;

public static class AlertPages
{
    /// <summary>What alerts add to every page: a sound, or a word on the desktop, where somebody wants it.</summary>
    public static IServiceCollection AddAlertPages(this IServiceCollection services) => services
        .AddScoped<AlertBell>()
        .AddPagePart<AlertCrier>(PagePlace.Header, order: 90);
}
