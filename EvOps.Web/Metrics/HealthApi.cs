using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EvOps.Web.Metrics;

/// <summary>
/// For load balancers and orchestrators: <c>/health/live</c> says that the process answers, <c>/health/ready</c> that it can do its
/// work (each room adds its checks with the tag "ready"), and of what cannot, why. 200 or 503; no sign-in, and so no exception's words.
/// </summary>
public static class HealthApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(
        new
        {
            Status = report.Status.ToString(),
            Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { Status = entry.Value.Status.ToString(), Reason = ReasonOf(entry.Value) }),
        },
        Json);

    // Of a check that threw, the description is the exception's own.
    private static string? ReasonOf(HealthReportEntry entry) =>
        entry.Status == HealthStatus.Healthy ? null : entry.Exception is { } failure && entry.Description == failure.Message ? "It could not be looked at." : entry.Description;
}
