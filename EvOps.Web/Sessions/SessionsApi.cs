using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Sessions;

/// <summary>Charging sessions: started, ended and looked at from outside.</summary>
public static class SessionsApi
{
    private sealed record StartBody(
        [property: Description("The station's id.")] Guid ChargingStationId,
        [property: Description("The connector's number on the charge point.")] int ConnectorId,
        [property: Description("The tag to charge with. A driver needs one of his own.")] string ChargeTagId,
        [property: Description("The charger's OCPP identity; may be left out where the station has one charge point.")] string? ChargePointId = null,
        [property: Description("A price per kWh for this session alone, in the station's currency; only from those who may control sessions.")] decimal? ChargingTariff = null,
        [property: Description("The booking that is redeemed; without it, the one that keeps the connector for the tag's owner.")] Guid? BookingId = null);

    private sealed record StartedView(
        Guid SessionId, Guid RequestId, [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status);

    private sealed record EndBody([property: Description("Session id, request id or transaction id."), JsonConverter(typeof(AnyId))] string SessionId);

    private sealed record ReviewBody(
        [property: Description("ACCEPT what the meter says, CORRECT the energy, or WAIVE the bill."), JsonConverter(typeof(CapitalWords<BillDecision>))] BillDecision Decision,
        [property: Description("The energy as it is to be billed; only where it is corrected.")] decimal? EnergyKwh = null,
        [property: Description("Why; needed wherever the meter's word is not simply taken.")] string? Note = null);

    private sealed record WaiveBody([property: Description("Why.")] string Reason);

    private sealed record EndedView(
        Guid SessionId, Guid RequestId, int? TransactionId, [property: JsonConverter(typeof(CapitalWords<SessionState>))] SessionState Status);

    public static void MapSessionsApi(this IEndpointRouteBuilder app)
    {
        var commands = app.MapApi("/api/ChargingSession", "Sessions").RequirePermission(Permission.ChargeOwn);
        commands.MapPost("/start-charging-session", StartAsync)
            .WithExample("""{"chargingStationId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", "connectorId": 1, "chargeTagId": "04A1B2C3D4", "chargePointId": "CP-1042"}""")
            .WithSummary("Starts a session.")
            .WithDescription("The plug is taken at once and the charger is asked to begin; the session is CHARGING when it has. A start that the charger refuses or never follows ends as FAILED with the reason.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        commands.MapPost("/end-charging-session", EndAsync)
            .WithExample("""{"sessionId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a14"}""")
            .WithSummary("Ends a session in whatever state it is. Ending twice is no error.")
            .WithDescription("The charger is asked to stop; the session is COMPLETED with its last word. While it is away the wish is kept and carried out when it returns. The message says what came of it.")
            .Produces<Failure>(StatusCodes.Status404NotFound);

        var sessions = app.MapApi("/v1/sessions", "Sessions").RequirePermission(Permission.ChargeOwn);
        sessions.MapGet("", ListAsync).WithSummary("Sessions, newest first. A driver gets his own.");
        sessions.MapGet("/{id}", FindAsync)
            .WithSummary("One session with its price, its bill and all that happened to it. Any of its ids will do.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
        sessions.MapPost("/{id}/bill-review", ReviewAsync)
            .WithExample("""{"decision": "CORRECT", "energyKwh": 21.4, "note": "The register was exchanged; read from the old one."}""")
            .RequirePermission(Permission.ReviewBills)
            .WithSummary("Decides about a bill: accept what the meter says, correct the energy, or waive it.")
            .WithDescription("For bills that are held, and for those that have gone out and were wrong. The driver's wallet is charged, or given back, the difference.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        sessions.MapPost("/{id}/waive-fee", WaiveAsync)
            .WithExample("""{"reason": "The cable stayed locked for an hour."}""")
            .RequirePermission(Permission.ReviewBills)
            .WithSummary("Takes the whole bill of a session off; what the driver paid is given back.")
            .Produces<Failure>(StatusCodes.Status404NotFound).Produces<Failure>(StatusCodes.Status409Conflict).Produces<Failure>(StatusCodes.Status422UnprocessableEntity);
        sessions.MapGet("/{id}/meter-values", ReadingsAsync)
            .WithSummary("What the meter said during a session, oldest first.")
            .WithDescription("Readings that were not billed are among them, with the evidence.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
    }

    private static async Task<Answer<StartedView>> StartAsync(StartBody body, StartSession start, ClaimsPrincipal user, CancellationToken cancel)
    {
        var request = new StartRequest(body.ChargingStationId, body.ConnectorId, body.ChargeTagId, body.ChargePointId, body.ChargingTariff, body.BookingId);
        var outcome = await start.RunAsync(user.ToActor(), request, cancel);
        if (!outcome.IsDone) return outcome.Refusal;

        var started = outcome.Value;
        var view = new StartedView(started.SessionId, started.RequestId, started.State);
        return started.Words is { } words ? Answer.Ok(view, words) : view;
    }

    private static async Task<Answer<EndedView>> EndAsync(EndBody body, EndSession end, ClaimsPrincipal user, CancellationToken cancel)
    {
        var outcome = await end.RunAsync(user.ToActor(), body.SessionId, cancel);
        if (!outcome.IsDone) return outcome.Refusal;

        var ended = outcome.Value;
        return Answer.Ok(new EndedView(ended.SessionId, ended.RequestId, ended.TransactionId, ended.State), ended.Words);
    }

    private static async Task<Answer<Page<SessionView>>> ListAsync(
        [Description("Only sessions in this state: STARTING, CHARGING, STOPPING, COMPLETED, FAILED or CANCELLED.")] Choice<SessionState>? status,
        [Description("Only sessions of this station.")] Guid? stationId,
        [Description("Only sessions of the charger of this OCPP identity, station name, tag, driver, or with this id.")] string? search,
        [Description("Only sessions asked for at this time or later.")] DateTimeOffset? from,
        [Description("Only sessions asked for before this time.")] DateTimeOffset? to,
        [Description("True: only sessions whose bill a person should look at.")] bool? needsReview,
        [AsParameters] PageQuery page, ListSessions sessions, ClaimsPrincipal user, CancellationToken cancel)
    {
        var filter = new SessionFilter(
            search, status is { } one ? [one.Value] : null, stationId, From: from, To: to, NeedsReview: needsReview == true);
        return Answer.Of(
            await sessions.RunAsync(user.ToActor(), filter, page.Take, page.Skip, cancel),
            found => new Page<SessionView>([.. found.Items.Select(SessionView.Of)], found.Total, found.Limit, found.Offset));
    }

    private static async Task<Answer<SessionView>> FindAsync(
        [Description("Session id, request id or transaction id.")] string id, ShowSession show, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await show.RunAsync(user.ToActor(), id, cancel), SessionView.Of);

    private static async Task<Answer<SessionView>> ReviewAsync(
        [Description("Session id, request id or transaction id.")] string id, ReviewBody body, ReviewBill review, ShowSession show, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (body.EnergyKwh is { } kwh && decimal.Round(kwh, 3) != kwh) return Refuse.InvalidField("energyKwh", "Energy is in kWh with at most three digits behind the point.");
        var wattHours = body.EnergyKwh is { } energy ? (long?)decimal.Clamp(energy * 1000, -1, long.MaxValue / 2) : null;
        return await DecideAsync(id, new BillReview(body.Decision, wattHours, body.Note), review, show, user, cancel);
    }

    private static Task<Answer<SessionView>> WaiveAsync(
        [Description("Session id, request id or transaction id.")] string id, WaiveBody body, ReviewBill review, ShowSession show, ClaimsPrincipal user, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(body.Reason)
            ? Task.FromResult<Answer<SessionView>>(Refuse.InvalidField("reason", "Say why: the driver may ask."))
            : DecideAsync(id, new BillReview(BillDecision.Waive, null, body.Reason), review, show, user, cancel);

    private static async Task<Answer<SessionView>> DecideAsync(string id, BillReview decision, ReviewBill review, ShowSession show, ClaimsPrincipal user, CancellationToken cancel)
    {
        var decided = await review.RunAsync(user.ToActor(), id, decision, cancel);
        return decided.IsDone ? Answer.Of(await show.RunAsync(user.ToActor(), $"{decided.Value}", cancel), SessionView.Of) : decided.Refusal;
    }

    private static async Task<Answer<Page<ReadingView>>> ReadingsAsync(
        [Description("Session id, request id or transaction id.")] string id,
        [AsParameters] PageQuery page, ListReadings readings, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await readings.RunAsync(user.ToActor(), id, page.Take, page.Skip, cancel),
            found => new Page<ReadingView>([.. found.Items.Select(ReadingView.Of)], found.Total, found.Limit, found.Offset));
}
