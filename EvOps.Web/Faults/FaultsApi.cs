using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Faults;

/// <summary>What was faulty, how chargers were, and how they fared.</summary>
public static class FaultsApi
{
    private sealed record FaultView(
        Guid Id, string ChargePointId, Guid? StationId, int ConnectorNumber,
        [property: JsonConverter(typeof(CapitalWords<FaultKind>))] FaultKind Kind, FaultSource Source,
        string Message, string? Reason, string? ErrorCode, string? VendorErrorCode, DateTimeOffset ReportedAt, DateTimeOffset At, bool Late, string? CorrelationId)
    {
        public static FaultView Of(FaultRow row) => new(
            row.Id, row.Identity, row.StationId, row.ConnectorNumber, row.Kind, row.Source,
            FaultWords.Of(row.Kind, row.Source, row.ConnectorNumber, row.ErrorCode, row.Reason, row.Identity),
            row.Reason, row.ErrorCode, row.VendorErrorCode, row.ReportedAt, row.At, row.IsLate, row.CorrelationId);
    }

    private sealed record PlugHealthView(int ConnectorNumber, ConnectorStatus Status, string? ErrorCode);

    private sealed record SnapshotView(
        DateTimeOffset At, bool Online, ConnectorStatus Status, string? ErrorCode, bool MonitorFault, string? MonitorFaultReason, DateTimeOffset? MonitorFaultSince,
        IReadOnlyList<PlugHealthView> Connectors)
    {
        public static SnapshotView Of(HealthSnapshot one) => new(
            one.At, one.IsOnline, one.Status, one.ErrorCode, one.MonitorFaultSince is not null, one.MonitorFaultReason, one.MonitorFaultSince,
            [.. one.Plugs.Select(p => new PlugHealthView(p.Number, p.Status, p.ErrorCode))]);
    }

    private sealed record CauseView(string Cause, int Count, double Minutes);

    private sealed record DowntimeView(DowntimeCause Cause, bool Excluded, double Minutes);

    /// <param name="UptimePercent">By 23 CFR 680.116(b): what an operator cannot help is left out.</param>
    private sealed record UptimeView(
        int ConnectorNumber, DateTimeOffset From, double AvailabilityPercent, double UptimePercent, double OutageMinutes, double ExcludedMinutes, IReadOnlyList<DowntimeView> ByCause)
    {
        public static UptimeView Of(PlugUptime plug) => new(
            plug.ConnectorNumber, plug.From, Percent(plug.AvailabilityPercent), Percent(plug.UptimePercent), Minutes(plug.Outage), Minutes(plug.Excluded),
            [.. Enum.GetValues<DowntimeCause>().Where(cause => plug.Of(cause) > TimeSpan.Zero).Select(cause => new DowntimeView(cause, cause.IsExcluded(), Minutes(plug.Of(cause))))]);
    }

    /// <summary>What a person said of an outage.</summary>
    /// <param name="To">Null while the outage lasts.</param>
    private sealed record ReasonView(
        Guid Id, int ConnectorNumber, DateTimeOffset From, DateTimeOffset? To, DowntimeCause Cause, string Note, string By, DateTimeOffset At, DateTimeOffset? WithdrawnAt, string? WithdrawnBy)
    {
        public static ReasonView Of(OutageReason one) => new(one.Id, one.ConnectorNumber, one.From, one.To, one.Cause, one.Note, one.By, one.At, one.WithdrawnAt, one.WithdrawnBy);
    }

    /// <param name="ConnectorNumber">0: every connector.</param>
    /// <param name="Cause">Vandalism, NaturalDisaster, Grid, Vehicle or Maintenance.</param>
    /// <param name="Note">What shows it.</param>
    /// <param name="To">Left out: until the outage is over.</param>
    private sealed record ReasonBody(DateTimeOffset From, DowntimeCause Cause, string Note, DateTimeOffset? To = null, int ConnectorNumber = 0);

    private sealed record DayView(DateOnly Day, bool Known, DowntimeCause? Worst, double DownPercent);

    /// <param name="Count">Faults that began in the period.</param>
    /// <param name="MtbfMinutes">Mean time between failures; null where nothing failed.</param>
    /// <param name="MttrMinutes">Mean time to repair; null where nothing was repaired.</param>
    private sealed record StatisticsView(
        string ChargePointId, DateTimeOffset From, DateTimeOffset To, int Count, int Open, double? MtbfMinutes, double? MttrMinutes, double? AvailabilityPercent,
        IReadOnlyList<CauseView> ByCause, IReadOnlyList<UptimeView> Connectors, IReadOnlyList<DayView> Days, IReadOnlyList<ReasonView> Reasons)
    {
        public static StatisticsView Of(FaultStatistics found) => new(
            found.Identity, found.From, found.To, found.Figures.Count, found.Figures.Open, Minutes(found.MeanBetween), Minutes(found.Figures.MeanRepair), Percent(found.AvailabilityPercent),
            [.. found.Figures.ByCause.Select(c => new CauseView(c.Cause, c.Count, Minutes(c.Lasted)))],
            [.. found.Plugs.Select(UptimeView.Of)],
            [.. found.Strip.Select(d => new DayView(d.Day, d.Known, d.Worst, Percent(d.DownShare * 100)))],
            [.. found.Reasons.Select(ReasonView.Of)]);
    }

    public static void MapFaultsApi(this IEndpointRouteBuilder app)
    {
        app.MapApi("/v1/faults", "Faults").RequirePermission(Permission.ViewNetwork).MapGet("", ListAsync)
            .WithSummary("Faults and recoveries by the time they were reported for, newest first; whoever told them.");
        var charger = app.MapApi("/v1/charge-points/{chargePointId}", "Faults").RequirePermission(Permission.ViewNetwork);
        charger.MapGet("/health", HealthAsync)
            .WithSummary("How a charger was, newest first: noted when something changes, and every 15 minutes.").Produces<Failure>(StatusCodes.Status404NotFound);
        charger.MapGet("/fault-statistics", StatisticsAsync)
            .WithSummary("How a charger fared: faults by cause, MTBF, MTTR, availability, and the uptime of each connector by 23 CFR 680.116(b).")
            .WithDescription("Of the last days, or of any period of at most 366 days: from, and to (now). Uptime: (T − (T_outage − T_excluded)) / T, with T the minutes of the period. Excluded are faults of the grid (UnderVoltage, OverVoltage) and of the vehicle (EVCommunicationError), what was out of service or planned work, what a person gave a reason for, and time in which this house was closed.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        var reasons = app.MapApi("/v1/charge-points/{chargePointId}/outage-reasons", "Faults").RequirePermission(Permission.CommandChargers);
        reasons.MapPost("", ExplainAsync)
            .WithExample("""{"from": "2026-03-01T02:10:00Z", "to": "2026-03-01T09:40:00Z", "cause": "Vandalism", "note": "Cable cut; police report 4711", "connectorNumber": 0}""")
            .WithSummary("Says why a charger, or one of its connectors, could not be used in a time that has passed, or cannot be used until the outage is over. That time is left out of the uptime.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        reasons.MapDelete("/{reasonId:guid}", WithdrawAsync)
            .WithSummary("Withdraws what was said: the outage counts again. It stays in the list, with who withdrew it.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict);
    }

    private static async Task<Answer<Page<FaultView>>> ListAsync(
        string? chargePointId, Choice<FaultSource>? source, DateTimeOffset? from, DateTimeOffset? to, [AsParameters] PageQuery page, ListFaults faults, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await faults.RunAsync(user.ToActor(), new FaultFilter(chargePointId, null, source?.Value, from, to), page.Take, page.Skip, cancel),
            found => new Page<FaultView>([.. found.Items.Select(FaultView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<Page<SnapshotView>>> HealthAsync(
        string chargePointId, [AsParameters] PageQuery page, ListHealth health, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await health.RunAsync(user.ToActor(), PathText.Of(chargePointId), page.Take, page.Skip, cancel),
            found => new Page<SnapshotView>([.. found.Items.Select(SnapshotView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<StatisticsView>> StatisticsAsync(
        string chargePointId, int? days, DateTimeOffset? from, DateTimeOffset? to, CountFaults count, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await count.RunAsync(user.ToActor(), PathText.Of(chargePointId), new StatisticsPeriod(days, from, to), cancel), StatisticsView.Of);

    private static async Task<Answer<ReasonView>> ExplainAsync(string chargePointId, ReasonBody body, ExplainOutage explain, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await explain.RunAsync(user.ToActor(), PathText.Of(chargePointId), new OutageWish(body.ConnectorNumber, body.From.ToUniversalTime(), body.To?.ToUniversalTime(), body.Cause, body.Note), cancel), ReasonView.Of);

    private static async Task<Answer<object>> WithdrawAsync(string chargePointId, Guid reasonId, ExplainOutage explain, ClaimsPrincipal user, CancellationToken cancel)
    {
        var outcome = await explain.WithdrawAsync(user.ToActor(), PathText.Of(chargePointId), reasonId, cancel);
        return outcome.IsDone ? Answer.Ok<object>(new { reasonId }, "Withdrawn: the outage counts again.") : outcome.Refusal;
    }

    private static double Minutes(TimeSpan time) => Math.Round(time.TotalMinutes, 2);

    private static double? Minutes(TimeSpan? time) => time is { } known ? Minutes(known) : null;

    private static double Percent(double percent) => Math.Round(percent, 3);

    private static double? Percent(double? percent) => percent is { } known ? Percent(known) : null;
}
