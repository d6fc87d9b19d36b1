using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.ControlLink;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Refunds;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Alerts;
using EvOps.Web.Bookings;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using EvOps.Web.Common.Live;
using EvOps.Web.Demo;
using EvOps.Web.Drive;
using EvOps.Web.Faults;
using EvOps.Web.Metrics;
using EvOps.Web.Ocpp;
using EvOps.Web.Refunds;
using EvOps.Web.Sessions;
using EvOps.Web.Shell;
using EvOps.Web.Stations;
using EvOps.Web.StuckSessions;
using EvOps.Web.Tariffs;
using EvOps.Web.Users;
using EvOps.Web.Wallets;
using EvOps.Web.Webhooks;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace EvOps.Web;

// In here, where it comes before .NET's own AddMetrics.
using EvOps.Infrastructure.Metrics;

/// <summary>The whole application as one object, so that Program, tests and benchmarks start the same thing.</summary>
public static class EvOpsApp
{
    /// <param name="args">As on the command line, e.g. <c>--urls http://127.0.0.1:0</c> for a free port.</param>
    /// <param name="configure">Last word on services and settings before the application is built; for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // A test's or benchmark's own assembly would be taken otherwise, and with it the wrong static web assets.
            ApplicationName = typeof(EvOpsApp).Assembly.GetName().Name,
            // appsettings.json and wwwroot lie beside the assembly: the application starts from any working directory.
            // Paths in settings stay relative to the working directory, so data/ is where the operator stands.
            ContentRootPath = AppContext.BaseDirectory,
        });
        LetEnvironmentOutrankFile(builder.Configuration);
        // By default only Development finds the static files of a build that was not published.
        builder.WebHost.UseStaticWebAssets();

        // Why a start failed is Program's to say, in a sentence; the host would print a stack trace beside it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.AddStructuredLogs();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.AddHostedService<HouseStart>();
        builder.Services
            .AddCommon()
            .AddDatabase()
            .AddLiveUpdates()
            .AddMetrics()
            .AddUsers()
            .AddJobs()
            .AddWebhooks()
            .AddAlerts()
            .AddTariffs()
            .AddWallets()
            .AddStations()
            .AddFaults()
            .AddBookings()
            .AddSessions()
            .AddStuckSessions()
            .AddRefunds()
            .AddOcpp()
            .AddControlLink();

        builder.Services.AddTrustedProxies();
        builder.Services.AddCorrelationIds();
        builder.AddApi();
        builder.Services.AddStationUpdates();
        builder.Services.AddSignIn();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddShell();
        builder.Services.AddAlertPages();
        builder.Services.AddStationPages();
        builder.Services.AddFaultPages();
        builder.Services.AddSessionPages();
        builder.Services.AddStuckSessionsPages();
        builder.Services.AddBookingPages();
        builder.Services.AddRefundPages();
        builder.Services.AddOcppPages();
        builder.Services.AddDrivePages();
        builder.Services.AddDemo();
        configure?.Invoke(builder);
        builder.ListenForChargers();
        builder.ProtectKeys();

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseCorrelationIds();
        app.UseHttpTiming();
        app.UseOcpp();
        app.UseShortGoodbyes();
        app.UseSecurityHeaders();
        app.UseNotFoundPage();
        app.UseApiManners();
        app.UseSignIn();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapOpenApi();
        app.MapHealth();
        app.MapMetrics();
        app.MapOcpp();
        app.MapAuthApi();
        app.MapTagsApi();
        app.MapTariffsApi();
        app.MapStationsApi();
        app.MapChargePointsApi();
        app.MapBookingsApi();
        app.MapMonitorsApi();
        app.MapFaultsApi();
        app.MapVendorsApi();
        app.MapSessionsApi();
        app.MapUnlockApi();
        app.MapStuckSessionsApi();
        app.MapSearchApi();
        app.MapCommandsApi();
        app.MapMessagesApi();
        app.MapWalletsApi();
        app.MapAlertsApi();
        app.MapRefundsApi();
        app.MapNoticesApi();
        app.MapWebhooksApi();
        app.MapStationsHub();
        app.MapSignOut();
        app.MapAuditExport();
        app.MapSessionsExport();
        app.MapFaultsExport();
        app.MapMessagesExport();
        app.MapWalletExport();
        app.MapRefundsExport();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    /// <summary>ASPNETCORE_URLS and its like, which ASP.NET Core reads before appsettings.json, and so lets the file's urls win.</summary>
    private static void LetEnvironmentOutrankFile(ConfigurationManager configuration)
    {
        var sources = ((IConfigurationBuilder)configuration).Sources;
        var lastFile = sources.ToList().FindLastIndex(source => source is JsonConfigurationSource);
        sources.Insert(lastFile + 1, new EnvironmentVariablesConfigurationSource { Prefix = "ASPNETCORE_" });
    }
}
