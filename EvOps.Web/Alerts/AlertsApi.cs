using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Common;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Alerts;

/// <summary>What is wrong now, and who sees to it.</summary>
public static class AlertsApi
{
    private sealed record AlertView(
        Guid Id, string Rule, [property: JsonConverter(typeof(CapitalWords<AlertSeverity>))] AlertSeverity Severity, [property: JsonConverter(typeof(CapitalWords<AlertState>))] AlertState Status,
        string Title, string Message, string? ChargePointId, Guid? StationId, [property: Description("Null where your role may not open that page.")] string? Link, DateTimeOffset Since, DateTimeOffset RaisedAt, int Times, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt,
        string? Comment, DateTimeOffset? SnoozedUntil, DateTimeOffset? EscalatedAt, DateTimeOffset? ResolvedAt, string? Resolution)
    {
        public static Func<Alert, AlertView> For(Actor actor) => a => new(
            a.Id, a.Rule, a.Severity, a.State, a.Title, a.Words, a.ChargePoint, a.StationId, actor.May(a.LinkNeeds) ? a.Link : null, a.Since, a.RaisedAt, a.Times, a.Owner, a.AcknowledgedAt,
            a.Comment, a.SnoozedUntil, a.EscalatedAt, a.ResolvedAt, a.Resolution);
    }

    private sealed record AcknowledgeBody(
        [property: Description("At most 500 characters.")] string? Comment = null, [property: Description("True: from whoever has it, who is told.")] bool TakeOver = false);

    private sealed record HandOverBody(
        [property: Description("The e-mail address of somebody who may take alerts.")] string? To, [property: Description("At most 500 characters.")] string? Comment = null);

    private sealed record SnoozeBody([property: Description("1 to 10080.")] int Minutes);

    public static void MapAlertsApi(this IEndpointRouteBuilder app)
    {
        var alerts = app.MapApi("/v1/alerts", "Alerts").RequirePermission(Permission.ViewNetwork);
        alerts.MapGet("", ListAsync).WithSummary("The open ones first, of these the gravest.");
        alerts.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync)
            .WithExample("""{"comment": "On my way with a spare contactor."}""")
            .RequirePermission(Permission.HandleAlerts).WithSummary("Takes an alert: others see who sees to it.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        alerts.MapPost("/{id:guid}/hand-over", HandOverAsync)
            .WithExample("""{"to": "anna@example.com", "comment": "You are nearer."}""")
            .RequirePermission(Permission.HandleAlerts).WithSummary("Gives an alert that you have, or nobody has, to somebody else, who is told.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        alerts.MapPost("/{id:guid}/release", ReleaseAsync)
            .RequirePermission(Permission.HandleAlerts).WithSummary("Gives an alert that you have back: it waits for somebody again.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        alerts.MapPost("/{id:guid}/snooze", SnoozeAsync)
            .WithExample("""{"minutes": 60}""")
            .RequirePermission(Permission.HandleAlerts).WithSummary("Nobody hears of it for a while.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        alerts.MapPost("/{id:guid}/wake", WakeAsync)
            .RequirePermission(Permission.HandleAlerts).WithSummary("Ends the snooze at once.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Answer<Page<AlertView>>> ListAsync(
        [Description("OPEN, ACKNOWLEDGED or RESOLVED; left out: all.")] Choice<AlertState>? status, [Description("INFO, WARNING or CRITICAL.")] Choice<AlertSeverity>? severity,
        string? chargePointId, Guid? stationId, [Description("By the time it was raised; inclusive.")] DateTimeOffset? from, [Description("Exclusive.")] DateTimeOffset? to, [AsParameters] PageQuery page, ListAlerts alerts, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await alerts.RunAsync(user.ToActor(), new AlertSearch(status?.Value, severity?.Value, chargePointId, stationId, from?.ToUniversalTime(), To: to?.ToUniversalTime()), page.Take, page.Skip, cancel),
            found => new Page<AlertView>([.. found.Items.Select(AlertView.For(user.ToActor()))], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<AlertView>> AcknowledgeAsync(Guid id, AcknowledgeBody? body, HandleAlert handle, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await handle.AcknowledgeAsync(user.ToActor(), id, body?.Comment, cancel, body?.TakeOver ?? false), AlertView.For(user.ToActor()));

    private static async Task<Answer<AlertView>> HandOverAsync(Guid id, HandOverBody body, HandleAlert handle, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await handle.HandOverAsync(user.ToActor(), id, body.To, body.Comment, cancel), AlertView.For(user.ToActor()));

    private static async Task<Answer<AlertView>> ReleaseAsync(Guid id, HandleAlert handle, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await handle.ReleaseAsync(user.ToActor(), id, cancel), AlertView.For(user.ToActor()));

    private static async Task<Answer<AlertView>> SnoozeAsync(Guid id, SnoozeBody body, HandleAlert handle, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await handle.SnoozeAsync(user.ToActor(), id, TimeSpan.FromMinutes(body.Minutes), cancel), AlertView.For(user.ToActor()));

    private static async Task<Answer<AlertView>> WakeAsync(Guid id, HandleAlert handle, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await handle.WakeAsync(user.ToActor(), id, cancel), AlertView.For(user.ToActor()));
}
