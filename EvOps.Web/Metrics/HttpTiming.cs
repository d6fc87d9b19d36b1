using System.Diagnostics.Metrics;
using System.Globalization;
using EvOps.Infrastructure.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticAssets;

namespace EvOps.Web.Metrics;

/// <summary>
/// Times requests by the route they were for, never by the path itself: there are only so many routes. Files and the console's own
/// traffic are left out, and so are sockets, whose requests last for days.
/// </summary>
public sealed class HttpTiming(RequestDelegate next, EvOpsMeter meter, TimeProvider time)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] Statuses = [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    private readonly Histogram<double> seconds = meter.Seconds("evops_http_request_seconds", "How long requests took, by the route they were for.", "method", "route", "status");

    public Task InvokeAsync(HttpContext http) => IsTimed(http) ? TimeAsync(http) : next(http);

    private async Task TimeAsync(HttpContext http)
    {
        var (began, route) = (time.GetTimestamp(), HttpRoutes.Of(http));
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(http);
            status = http.Response.StatusCode;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            status = StatusCodes.Status499ClientClosedRequest;
            throw;
        }
        finally
        {
            seconds.Record(
                time.GetElapsedTime(began).TotalSeconds, Tag("method", Array.Find(Methods, known => known == http.Request.Method) ?? "other"),
                Tag("route", route), Tag("status", status < Statuses.Length ? Statuses[status] : "other"));
        }
    }

    private static bool IsTimed(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest != true
        && http.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect != true
        && http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        && !http.Request.Path.StartsWithSegments("/_blazor") && !http.Request.Path.StartsWithSegments("/_framework");

    private static KeyValuePair<string, object?> Tag(string label, string value) => new(label, value);
}

public static class HttpTimings
{
    /// <summary>Before all that may answer.</summary>
    public static void UseHttpTiming(this IApplicationBuilder app) => app.UseMiddleware<HttpTiming>();
}
