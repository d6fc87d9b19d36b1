using System.Security.Claims;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Ocpp;

/// <summary>Commands to chargers, with the OCPP request as the body.</summary>
public static class CommandsApi
{
    private static readonly JsonElement NoFields = JsonDocument.Parse("{}").RootElement;

    /// <param name="Response">As the charger answered.</param>
    private sealed record CommandView(JsonElement Response);

    /// <summary>The charger's CALLERROR.</summary>
    private sealed record CallErrorView(string ErrorCode, string ErrorDescription, JsonElement ErrorDetails);

    public static void MapCommandsApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/v1/charge-points/{chargePointId}/commands", "Commands").RequirePermission(Permission.CommandChargers)
            .MapPost("/{action}", SendAsync)
            .WithExample("""{"type": "Soft"}""")
            .WithSummary("Sends an OCPP request, in the version the charger speaks, and waits for its answer.")
            .WithDescription($"Actions: {string.Join(", ", SendCommand.Actions)}.")
            .Produces<Failure>(StatusCodes.Status404NotFound)
            .Produces<Failure>(StatusCodes.Status422UnprocessableEntity)
            .Produces<Failure>(StatusCodes.Status502BadGateway)
            .Produces<Failure>(StatusCodes.Status503ServiceUnavailable)
            .Produces<Failure>(StatusCodes.Status504GatewayTimeout);

    private static async Task<Answer<CommandView>> SendAsync(
        string chargePointId, string action, JsonElement? body, SendCommand send, ClaimsPrincipal user, CancellationToken cancel)
    {
        var result = await send.RunAsync(user.ToActor(), PathText.Of(chargePointId), action, body is { ValueKind: not JsonValueKind.Undefined } fields ? fields : NoFields, cancel);
        if (result.Outcome.IsDone) return new CommandView(result.Outcome.Value);

        if (result.RetryAfter is { } wait) return Answer.Unavailable<CommandView>(wait, result.Outcome.Refusal);
        return result.Error is { } error
            ? Answer.Refused<CommandView>(result.Outcome.Refusal, new CallErrorView(error.CodeText, error.Description, JsonDocument.Parse(error.Details).RootElement))
            : result.Outcome.Refusal;
    }
}
