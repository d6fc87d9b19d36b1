using System.Security.Claims;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Ocpp;

/// <summary>What a charger and this house said to each other last.</summary>
public static class MessagesApi
{
    /// <param name="Direction">In: from the charger. Out: to the charger.</param>
    /// <param name="Payload">As JSON; as text where it is none, or too long to be kept whole.</param>
    /// <param name="Result">What became of it; null while it is under way.</param>
    private sealed record MessageView(
        DateTimeOffset At, MessageDirection Direction, string Action, string MessageId, object Payload, string? Result, double? LatencyMs)
    {
        public static MessageView Of(LoggedMessage message) =>
            new(message.At, message.Direction, message.Action, message.MessageId, JsonOrText(message.Payload), message.Result, message.LatencyMs);

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

    public static void MapMessagesApi(this IEndpointRouteBuilder app) =>
        app.MapApi("/v1/charge-points/{chargePointId}/messages", "Commands").RequirePermission(Permission.ViewMessages)
            .MapGet("", ListAsync)
            .WithSummary($"The last OCPP messages of a charger, newest first; at most {MessageLog.MostMessages} are kept.")
            .Produces<Failure>(StatusCodes.Status404NotFound);

    private static async Task<Answer<Page<MessageView>>> ListAsync(
        string chargePointId, [AsParameters] PageQuery page, ListMessages messages, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await messages.RunAsync(user.ToActor(), PathText.Of(chargePointId), MessageLog.MostMessages, cancel),
            all => new Page<MessageView>([.. all.Skip(page.Skip).Take(page.Take).Select(MessageView.Of)], all.Count, page.Take, page.Skip));
}
