using System.Text.Json.Serialization;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Mvc;

namespace EvOps.Web.Faults;

/// <summary>Health monitors: machines beside the chargers, which show a key of their own and sign in to nothing.</summary>
public static class MonitorsApi
{
    /// <summary>How a monitor sees a charger.</summary>
    private enum HealthWord
    {
        Fault,
        Healthy,
    }

    private sealed record FaultBody(
        string ChargePointId, [property: JsonConverter(typeof(CapitalWords<HealthWord>))] HealthWord Status, string? Reason = null, DateTimeOffset? Timestamp = null);

    /// <param name="Status">How the charger stands now.</param>
    /// <param name="News">What the report came to: Changed, Known already, or too Late to count.</param>
    private sealed record HealthView(
        string ChargePointId, [property: JsonConverter(typeof(CapitalWords<HealthWord>))] HealthWord Status, string? Reason, DateTimeOffset? Since, MonitorNews News)
    {
        public static HealthView Of(HealthKept kept) => new(
            kept.Identity, kept.Fault is null ? HealthWord.Healthy : HealthWord.Fault, kept.Fault?.Reason, kept.Fault?.Since, kept.News);
    }

    public static void MapMonitorsApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/cp", "Faults").MapPost("/fault", ReportAsync)
            .WithExample("""{"chargePointId": "CP-1042", "status": "FAULT", "reason": "Isolation monitor: 38 kOhm", "timestamp": "2026-11-20T14:05:00Z"}""")
            .AllowAnonymous()
            .WithSummary("A health monitor says that a charger is faulty, or well again. A faulty one takes no new session until it is well.")
            .WithDescription("The header X-Monitor-Key holds the key that is set as Monitors__Key. Without one no monitor is listened to (503). A report that is older than the last one is kept and changes nothing.")
            .Produces<Failure>(StatusCodes.Status401Unauthorized)
            .Produces<Failure>(StatusCodes.Status404NotFound)
            .Produces<Failure>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Answer<HealthView>> ReportAsync(
        FaultBody body, [FromHeader(Name = "X-Monitor-Key")] string? shown, MonitorKey key, ReportHealth report, CancellationToken cancel)
    {
        if (!key.IsSet) return new Refusal(RefusalKind.Unavailable, "monitors_off", "No health monitor is listened to: Monitors__Key is not set.");
        if (!key.Matches(shown)) return Answer.Refused<HealthView>(StatusCodes.Status401Unauthorized, "wrong_monitor_key", "X-Monitor-Key is missing or wrong.");
        if (!ChargePoint.IsLegalIdentity(body.ChargePointId)) return Refuse.InvalidField("chargePointId", "chargePointId must be a charge point's identity.");

        return Answer.Of(
            await report.RunAsync(new HealthTold(body.ChargePointId, body.Status == HealthWord.Fault, body.Reason, body.Timestamp, FaultSource.Monitor), cancel), HealthView.Of);
    }
}
