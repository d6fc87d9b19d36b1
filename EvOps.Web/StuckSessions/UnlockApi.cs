using System.ComponentModel;
using System.Security.Claims;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.StuckSessions;

/// <summary>A plug is freed from outside.</summary>
public static class UnlockApi
{
    private sealed record UnlockBody(
        [property: Description("The station's id.")] Guid ChargingStationId,
        [property: Description("The connector's number on the charge point.")] int ConnectorId,
        [property: Description("The charger's OCPP identity; may be left out where the station has one charge point.")] string? ChargePointId = null);

    private sealed record UnlockedView(
        Guid? ChargingStationId, int ConnectorId, string ChargePointId, string Status, IReadOnlyList<Guid> CleanedSessions, int SessionsCleared, IReadOnlyList<string> Warnings);

    private sealed record NotUnlockedView(IReadOnlyList<Guid> CleanedSessions, int SessionsCleared, IReadOnlyList<string> Warnings, string? Answer, string? NextStep);

    public static void MapUnlockApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/api/ChargingSession", "Sessions").RequirePermission(Permission.ChargeOwn)
            .MapPost("/unlock-connector", UnlockAsync)
            .WithExample("""{"chargingStationId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", "connectorId": 1, "chargePointId": "CP-1042"}""")
            .WithSummary("Frees a plug: what holds it is closed and billed, then the charger releases the cable.")
            .WithDescription("Sessions are closed first. Where the charger then refuses, is silent or away, the answer is 400 with its reason, and data says what was closed all the same.")
            .Produces<Failure>(StatusCodes.Status404NotFound);

    private static async Task<Answer<UnlockedView>> UnlockAsync(UnlockBody body, UnlockConnector unlock, ClaimsPrincipal user, CancellationToken cancel)
    {
        var outcome = await unlock.RunAsync(user.ToActor(), new UnlockRequest(body.ChargingStationId, body.ConnectorId, body.ChargePointId), cancel);
        if (!outcome.IsDone) return outcome.Refusal;

        var done = outcome.Value;
        Guid[] cleaned = [.. done.Cleaned.Select(session => session.SessionId)];
        if (!done.Answer.IsAccepted)
        {
            return Answer.Refused<UnlockedView>(
                Refuse.Invalid(CodeOf(done.Answer), UnlockWords.Of(done.Answer, done.ChargePoint)),
                new NotUnlockedView(cleaned, cleaned.Length, done.Warnings, done.Answer.Words, done.NextStep));
        }

        var message = "Connector unlocked successfully" + (cleaned.Length > 0 ? $". {cleaned.Length} stuck session(s) automatically cleared." : "");
        return Answer.Ok(new UnlockedView(done.StationId, done.ConnectorNumber, done.ChargePoint, "Unlocked", cleaned, cleaned.Length, done.Warnings), message);
    }

    private static string CodeOf(LinkAnswer answer) => answer.Result switch
    {
        LinkResult.Accepted => "unlocked",
        LinkResult.Rejected => "unlock_refused",
        LinkResult.NotConnected => "charge_point_offline",
        LinkResult.NoAnswer => "no_answer",
        LinkResult.Error => "call_error",
        LinkResult.HeldBack => "circuit_open",
    };
}
