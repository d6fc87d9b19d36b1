using System.Security.Cryptography;
using System.Text;
using EvOps.Infrastructure.Metrics;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Metrics;

/// <summary><c>/metrics</c>, for Prometheus: open, as it expects, unless <c>Metrics:Key</c> asks for a bearer token.</summary>
public static class MetricsApi
{
    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", Read).ExcludeFromDescription().AllowAnonymous();

    private static IResult Read(HttpContext http, EvOpsMeter meter, IOptions<MetricsOptions> options)
    {
        if (options.Value.Key is not { } key || Shows(http.Request, key)) return Results.Bytes(Encoding.UTF8.GetBytes(meter.Read()), PrometheusText.ContentType);

        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Text("Metrics:Key is set: send it as a bearer token.\n", statusCode: StatusCodes.Status401Unauthorized);
    }

    // In the same time, however much of it is right.
    private static bool Shows(HttpRequest request, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {key}"));
}
