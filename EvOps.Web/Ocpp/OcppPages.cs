using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

public static class OcppPages
{
    /// <summary>What OCPP adds to the page of a charger: the commands, and what was said.</summary>
    public static IServiceCollection AddOcppPages(this IServiceCollection services) => services
        .AddScoped<CommandAnswers>()
        .AddPagePart<CommandsPanel>(PagePlace.Charger, order: 80)
        .AddPagePart<MessagesPanel>(PagePlace.Charger, order: 90);
}
