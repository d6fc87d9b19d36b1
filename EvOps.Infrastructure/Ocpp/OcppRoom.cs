using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Ocpp.V16;
using EvOps.Infrastructure.Ocpp.V16.Actions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Ocpp;

public static class OcppRoom
{
    public static IServiceCollection AddOcpp(this IServiceCollection services)
    {
        services.AddRoomOptions<OcppOptions>(OcppOptions.Section);
        services.AddSingleton<ChargePointConnections>();
        AddMessages(services);
        services.AddInstruments<OcppInstruments>();
        services.AddSingleton<Admission>();
        services.AddSingleton<OcppListener>();
        services.AddHostedService(provider => provider.GetRequiredService<OcppListener>());
        services.AddSingleton<OcppEndpoint>();
        services.AddHealthChecks().AddCheck<OcppHealth>("ocpp", tags: ["ready"]);
        services.AddSingleton<IChargePointLink, V16Link>();
        services.AddSingleton<KeyChange>();
        services.AddSingleton<SendCommand>();

        services.AddSingleton<IOcppAction, Authorize>();
        services.AddSingleton<IOcppAction, BootNotification>();
        services.AddSingleton<IOcppAction, DataTransfer>();
        services.AddSingleton<IOcppAction, DiagnosticsStatusNotification>();
        services.AddSingleton<IOcppAction, FirmwareStatusNotification>();
        services.AddSingleton<IOcppAction, Heartbeat>();
        services.AddSingleton<IOcppAction, MeterValues>();
        services.AddSingleton<IOcppAction, StartTransaction>();
        services.AddSingleton<IOcppAction, StatusNotification>();
        services.AddSingleton<IOcppAction, StopTransaction>();
        return services;
    }

    private static void AddMessages(IServiceCollection services)
    {
        services.AddSingleton<UnwrittenMessages>();
        services.AddSingleton<MessageLog>();
        services.AddSingleton<SqliteMessageStore>();
        services.AddSingleton<SqlServerMessageStore>();
        services.AddSingleton<IMessageStore>(provider => provider.GetRequiredService<EvOpsDbFactory>().Provider switch
        {
            DatabaseProvider.Sqlite => provider.GetRequiredService<SqliteMessageStore>(),
            DatabaseProvider.SqlServer => provider.GetRequiredService<SqlServerMessageStore>(),
        });
        services.AddHostedService<MessageWriter>();
        services.AddSingleton<ListMessages>();
        services.AddJob<ForgetMessages>("Forget old OCPP messages", null, TimeSpan.FromMinutes(10), (job, cancel) => job.RunAsync(cancel));
    }

    /// <summary>Puts the liveness stream under every charger's socket; must stand before the WebSocket layer, which takes what it finds.</summary>
    public static void UseOcpp(this IApplicationBuilder app)
    {
        app.UseOcppPort();
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/ocpp") && http.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
                http.Features.Set<IHttpUpgradeFeature>(new LivenessUpgrade(upgrade, http.RequestServices.GetRequiredService<TimeProvider>()));
            return next(http);
        });
        app.UseWebSockets();
    }

    /// <summary>Chargers come in at <c>/ocpp/{chargePointId}</c>; anything before the last segment is a charger's own idea (ocpp.md Q2).</summary>
    public static void MapOcpp(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map("/ocpp/{**path}", (HttpContext http, OcppEndpoint door) => door.HandleAsync(http)).ExcludeFromDescription().AllowAnonymous();
}
