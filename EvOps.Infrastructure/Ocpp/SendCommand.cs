using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Ocpp.V16;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Sends any command the product knows to a charger, in the version the charger speaks, and hands back its answer as it came. The
/// request is checked before it leaves.
/// </summary>
public sealed class SendCommand(IDbContextFactory<EvOpsDb> databases, ChargePointConnections connections, AuditTrail audit)
{
    private static readonly JsonSerializerOptions Strict = new(V16Json.Default.Options)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Dictionary<string, JsonTypeInfo> Requests = new(StringComparer.Ordinal)
    {
        [OcppActions.RemoteStartTransaction] = Strict.GetTypeInfo(typeof(V16.Messages.RemoteStartTransactionRequest)),
        [OcppActions.RemoteStopTransaction] = Strict.GetTypeInfo(typeof(V16.Messages.RemoteStopTransactionRequest)),
        [OcppActions.UnlockConnector] = Strict.GetTypeInfo(typeof(V16.Messages.UnlockConnectorRequest)),
        [OcppActions.Reset] = Strict.GetTypeInfo(typeof(V16.Messages.ResetRequest)),
        [OcppActions.TriggerMessage] = Strict.GetTypeInfo(typeof(V16.Messages.TriggerMessageRequest)),
        [OcppActions.ChangeAvailability] = Strict.GetTypeInfo(typeof(V16.Messages.ChangeAvailabilityRequest)),
        [OcppActions.GetConfiguration] = Strict.GetTypeInfo(typeof(V16.Messages.GetConfigurationRequest)),
        [OcppActions.ChangeConfiguration] = Strict.GetTypeInfo(typeof(V16.Messages.ChangeConfigurationRequest)),
        [OcppActions.ClearCache] = Strict.GetTypeInfo(typeof(V16.Messages.ClearCacheRequest)),
        [OcppActions.DataTransfer] = Strict.GetTypeInfo(typeof(V16.Messages.DataTransferRequest)),
    };

    /// <summary>The actions that can be sent.</summary>
    public static IReadOnlyCollection<string> Actions => Requests.Keys;

    /// <summary>The charger's answer, as JSON.</summary>
    public async Task<Outcome<JsonElement>> RunAsync(Actor actor, string identity, string action, JsonElement request, CancellationToken cancel)
    {
        var outcome = await TryAsync(actor, identity, action, request, cancel);
        await audit.RecordAsync(actor, $"send {action}", "charge point", identity, outcome.Refusal?.Message ?? "done", DetailsOf(action, request, outcome), cancel);
        return outcome;
    }

    private async Task<Outcome<JsonElement>> TryAsync(Actor actor, string identity, string action, JsonElement request, CancellationToken cancel)
    {
        if (actor.Require(Permission.CommandChargers, "send commands to chargers") is { IsDone: false } forbidden) return forbidden.Refusal;
        if (!Requests.TryGetValue(action, out var shape))
            return Refuse.NotFound("action_not_found", $"There is no command {action}. Commands are {string.Join(", ", Requests.Keys)}.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await db.ChargePoints.AnyAsync(c => c.Identity == identity, cancel)) return Refuse.NotFound("charge_point_not_found", "There is no such charge point.");
        if (Check(request, shape) is { } faulty) return faulty;
        if (connections.Find(identity) is not { } connection) return Refuse.NotNow("charge_point_offline", $"{identity} is not connected.");

        var result = await connection.CallAsync(action, JsonSerializer.SerializeToUtf8Bytes(request), cancel);
        return result.Outcome switch
        {
            OcppCallOutcome.Answered => JsonDocument.Parse(result.Payload).RootElement,
            OcppCallOutcome.NotConnected => Refuse.NotNow("charge_point_offline", $"{identity} lost its connection before it answered."),
            OcppCallOutcome.NoAnswer => new Refusal(RefusalKind.NoAnswer, "no_answer", $"{identity} did not answer in time."),
            OcppCallOutcome.Error => new Refusal(RefusalKind.BadAnswer, "call_error", $"{identity} answered {result.Error!.CodeText}: {result.Error.Description}"),
        };
    }

    private static Refusal? Check(JsonElement request, JsonTypeInfo shape)
    {
        if (request.ValueKind != JsonValueKind.Object) return Refuse.Invalid("invalid_request", "The body is the OCPP request: a JSON object.");
        try
        {
            request.Deserialize(shape);
            return null;
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body";
            return Refuse.InvalidField(field, $"The request does not fit OCPP 1.6: {wrong.Message.Split(" Path:")[0].Replace("The JSON value", $"{field}: the value", StringComparison.Ordinal)}");
        }
    }

    // Keys are secrets: never written down.
    private static string DetailsOf(string action, JsonElement request, Outcome<JsonElement> outcome)
    {
        var asked = request.ValueKind == JsonValueKind.Undefined ? "" : request.GetRawText();
        if (action == OcppActions.ChangeConfiguration && asked.Contains("AuthorizationKey", StringComparison.OrdinalIgnoreCase)) asked = "AuthorizationKey ***";
        var text = outcome.IsDone ? $"{asked} → {outcome.Value.GetRawText()}" : asked;
        return text.Length <= 4000 ? text : text[..4000];
    }
}
