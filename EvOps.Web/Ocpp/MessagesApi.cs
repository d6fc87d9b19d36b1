using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Ocpp;

/// <summary>A message as programs read it.</summary>
/// <param name="Direction">In: from the charger. Out: to the charger.</param>
/// <param name="Payload">As JSON; as text where it is none, or too long to be kept whole.</param>
/// <param name="Result">What became of it; null while it is under way.</param>
/// <param name="CorrelationId">Log lines and the audit trail have the same.</param>
/// <param name="ErrorCode">Of the CALLERROR that it was answered with.</param>
internal sealed record MessageView(
    DateTimeOffset At, MessageDirection Direction, string Action, string MessageId, object Payload, string? Result, double? LatencyMs, MessageOutcome Outcome, string? ErrorCode, string? CorrelationId)
{
    public static MessageView Of(OcppMessage message) => new(
        message.At, message.Direction, message.Action, message.MessageId, JsonOrText(message.Payload), message.Result, message.LatencyMs, message.Outcome, message.ErrorCode, message.CorrelationId);

    private static object JsonOrText(string payload)
    {
        try
        {
            return JsonDocument.Parse(payload).RootElement;
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}

/// <summary>What a charger and this house said to each other.</summary>
public static class MessagesApi
{
    public static void MapMessagesApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/v1/charge-points/{chargePointId}/messages", "Commands").RequirePermission(Permission.ViewMessages)
            .MapGet("", ListAsync)
            .WithSummary("The OCPP messages of a charger, newest first. They are kept for Ocpp__MessageRetentionDays; keys and passwords are masked.")
            .Produces<Failure>(StatusCodes.Status404NotFound);

    private static async Task<Answer<Page<MessageView>>> ListAsync(
        string chargePointId, [Description("As the standard writes it, such as StatusNotification.")] string? action, Choice<MessageDirection>? direction,
        [Description("Only what somebody may want to look at: errors, oddities, refusals, no answer.")] bool? trouble,
        [Description("Part of the action, the message id, what was said or what was answered.")] string? search,
        [Description("Inclusive.")] DateTimeOffset? from, [Description("Only older ones: the time of the last message of a page leads to the next.")] DateTimeOffset? before,
        [AsParameters] PageQuery page, ListMessages messages, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await messages.RunAsync(
                user.ToActor(), PathText.Of(chargePointId), new MessageFilter(direction?.Value, action, trouble == true, search, from, before), page.Take, page.Skip, cancel),
            found => new Page<MessageView>([.. found.Items.Select(MessageView.Of)], found.Total, found.Limit, found.Offset));
}
