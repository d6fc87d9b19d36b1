using Microsoft.Extensions.Logging.Console;

namespace EvOps.Web.Metrics;

/// <summary>Outside Development a log line is one JSON object with its scopes and a time in UTC, for machines that collect them; in Development it is for eyes.</summary>
public static class StructuredLogs
{
    private const string Formatter = "Logging:Console:FormatterName";

    public static void AddStructuredLogs(this WebApplicationBuilder builder)
    {
        // Which message, request or job a line belongs to: the trace, and by its tags the charger, the message, the job.
        builder.Logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId | ActivityTrackingOptions.Tags);
        if (builder.Environment.IsDevelopment() || builder.Configuration[Formatter] is not null) return;

        builder.Logging.AddJsonConsole(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
    }
}
