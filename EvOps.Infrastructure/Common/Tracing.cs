using System.Diagnostics;

namespace EvOps.Infrastructure.Common;

/// <summary>
/// What happens because of one thing (a charger's message, a request, a run of a job) carries one id: the trace id of .NET's own
/// <see cref="Activity"/>. Log lines, the audit trail and traces take it from there, so that nothing is handed along.
/// </summary>
public static class Tracing
{
    public const string SourceName = "EvOps";

    /// <summary>What a caller calls it, where that is no trace id.</summary>
    public const string CallersId = "evops.correlation_id";

    public const string ChargePoint = "evops.charge_point", Connection = "evops.connection", MessageId = "evops.message_id", Result = "evops.result", Job = "evops.job";

    /// <summary>Of the console's own: each click is an activity.</summary>
    public const string Clicks = "Microsoft.AspNetCore.Components";

    /// <summary>ASP.NET Core's own: each request is an activity.</summary>
    public const string Requests = "Microsoft.AspNetCore";

    public static readonly ActivitySource Source = new(SourceName);

    // Without a listener a source makes no activities, and so no ids. This one asks for ids alone; whoever exports asks for more.
    private static readonly ActivityListener Ids = new()
    {
        ShouldListenTo = source => source.Name is SourceName or Clicks or Requests,
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    static Tracing() => ActivitySource.AddActivityListener(Ids);

    /// <summary>The id of what is going on, as log and audit trail have it; null where nothing has begun one.</summary>
    public static string? CorrelationId => Activity.Current is { } current ? CallersIdOf(current) ?? current.TraceId.ToString() : null;

    /// <summary>A part of what is going on.</summary>
    public static Activity? Begin(string name, ActivityKind kind = ActivityKind.Internal)
    {
        var around = Activity.Current;
        var begun = Source.StartActivity(name, kind);
        // Log lines show the tags of the innermost alone.
        if (around is not null && CallersIdOf(around) is { } callersId) begun?.SetTag(CallersId, callersId);
        return begun;
    }

    /// <summary>Something of its own, whatever it was begun in: from here on everything in this flow has another id.</summary>
    public static Activity? BeginAnew(string name, ActivityKind kind = ActivityKind.Internal)
    {
        Activity.Current = null;
        return Source.StartActivity(name, kind);
    }

    public static void Failed(this Activity? activity, string why) => activity?.SetStatus(ActivityStatusCode.Error, why);

    private static string? CallersIdOf(Activity innermost)
    {
        for (var activity = innermost; activity is not null; activity = activity.Parent)
        {
            if (activity.GetTagItem(CallersId) is string id) return id;
        }

        return null;
    }
}
