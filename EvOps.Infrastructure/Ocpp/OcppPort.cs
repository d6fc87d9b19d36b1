using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// A port of its own for chargers (<c>Ocpp:Port</c>): beside each address of the console, on the same host. There is nothing but
/// <c>/ocpp</c> on it, and no <c>/ocpp</c> on the console's: a firewall can tell them apart.
/// </summary>
public static class OcppPort
{
    private const string Door = "/ocpp";

    public static void ListenForChargers(this WebApplicationBuilder builder)
    {
        var port = builder.Configuration.GetValue<int>($"{OcppOptions.Section}:{nameof(OcppOptions.Port)}");
        // What is no port is refused with the other settings, in a sentence.
        if (port is <= 0 or > 65535) return;

        var urls = (builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "http://localhost:5080").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var addresses = urls.Select(BindingAddress.Parse).ToList();
        // The console's own port: one port for both, as with 0.
        if (addresses.Exists(a => a.Port == port))
        {
            builder.Services.PostConfigure<OcppOptions>(options => options.Port = 0);
            return;
        }

        var own = addresses.Where(a => !a.IsUnixPipe && !a.IsNamedPipe).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Scheme}://{a.Host}:{port}"));
        builder.WebHost.UseUrls([.. urls, .. own.Distinct()]);
    }

    /// <summary>404 for chargers on the console's port, and for everybody else on theirs.</summary>
    internal static void UseOcppPort(this IApplicationBuilder app)
    {
        var port = app.ApplicationServices.GetRequiredService<IOptions<OcppOptions>>().Value.Port;
        if (port == 0) return;

        app.Use((http, next) =>
        {
            if (http.Connection.LocalPort == port == http.Request.Path.StartsWithSegments(Door)) return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
