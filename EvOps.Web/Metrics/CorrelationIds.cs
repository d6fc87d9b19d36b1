using System.Diagnostics;
using System.Text.RegularExpressions;
using EvOps.Infrastructure.Common;
using Microsoft.AspNetCore.Http.Features;

namespace EvOps.Web.Metrics;

/// <summary>
/// Every request has a correlation id: the caller's (<c>X-Correlation-Id</c>, or the trace of its <c>traceparent</c>), otherwise one of our own. It is
/// answered, and what is logged, audited and traced meanwhile carries it.
/// </summary>
public sealed partial class CorrelationIds(RequestDelegate next)
{
    public const string Header = "X-Correlation-Id";

    public async Task InvokeAsync(HttpContext http)
    {
        if (Activity.Current is not { } activity)
        {
            await next(http);
            return;
        }

        var trace = activity.TraceId.ToString();
        var id = GivenBy(http.Request) ?? trace;
        if (id != trace) activity.SetTag(Tracing.CallersId, id);
        // Late: an answer to what nobody foresaw begins with no headers at all.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });

        if (IsSocket(http)) KeepToOurselves(activity);
        var route = HttpRoutes.Of(http);
        try
        {
            await next(http);
        }
        finally
        {
            if (activity.IsAllDataRequested) Describe(activity, http, route);
        }
    }

    /// <summary>Null where it gave none that could stand in a log as it is.</summary>
    private static string? GivenBy(HttpRequest request) => request.Headers[Header] is [{ } id] && Readable().IsMatch(id) ? id : null;

    private static bool IsSocket(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true || http.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    // A socket's request lasts for days and would be exported when it is over; what happens on it has traces of its own.
    private static void KeepToOurselves(Activity activity)
    {
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private static void Describe(Activity activity, HttpContext http, string route)
    {
        activity.DisplayName = $"{http.Request.Method} {route}";
        activity.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) activity.SetStatus(ActivityStatusCode.Error);
    }

    [GeneratedRegex(@"^[\w.:/+=-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex Readable();
}

/// <summary>The usual headers, and beside them <c>X-Correlation-Id</c>: where it is a GUID or a trace id, the trace has that very id.</summary>
internal sealed class CorrelationPropagator : DistributedContextPropagator
{
    private readonly DistributedContextPropagator usual = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields => usual.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => usual.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        usual.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (traceId is not null || getter is null) return;

        getter(carrier, CorrelationIds.Header, out var id, out _);
        if (Guid.TryParse(id, out var known) && known != Guid.Empty) traceId = $"00-{known:N}-{ActivitySpanId.CreateRandom()}-01";
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => usual.ExtractBaggage(carrier, getter);
}

public static class Correlations
{
    public static IServiceCollection AddCorrelationIds(this IServiceCollection services) => services.AddSingleton<DistributedContextPropagator, CorrelationPropagator>();

    /// <summary>Before all that may answer.</summary>
    public static void UseCorrelationIds(this IApplicationBuilder app) => app.UseMiddleware<CorrelationIds>();
}
