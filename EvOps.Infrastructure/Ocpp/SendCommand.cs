using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>What became of a command: the charger's answer as it came, or why there is none.</summary>
/// <param name="Error">What the charger said, where it answered with a CALLERROR.</param>
/// <param name="RetryAfter">When it makes sense to try again, where commands to the charger are held back.</param>
public sealed record CommandResult(Outcome<JsonElement> Outcome, CallErrorContent? Error = null, TimeSpan? RetryAfter = null)
{
    public static implicit operator CommandResult(Refusal refusal) => new(refusal, Error: null);
}

/// <summary>
/// Sends any command the product knows to a charger, in the version the charger speaks, and hands back its answer as it came. The
/// request is checked before it leaves.
/// </summary>
public sealed class SendCommand(IDbContextFactory<EvOpsDb> databases, ChargePointConnections connections, CircuitBreakers breakers, KeyChange keyChange, AuditTrail audit)
{
    /// <summary>The actions that can be sent.</summary>
    public static IReadOnlyCollection<string> Actions => CommandRequests.Actions;

    public async Task<CommandResult> RunAsync(Actor actor, string identity, string action, JsonElement request, CancellationToken cancel)
    {
        CommandResult? result = null;
        try
        {
            return result = await TryAsync(actor, identity, action, request, cancel);
        }
        finally
        {
            // Whoever gave up waiting has sent it all the same.
            var words = result is null ? "given up before the answer" : result.Outcome.Refusal?.Message ?? "done";
            await audit.RecordAsync(actor, $"send {AuditTrail.Fit(action)}", "charge point", identity, words, DetailsOf(request, result), CancellationToken.None);
        }
    }

    private async Task<CommandResult> TryAsync(Actor actor, string identity, string action, JsonElement request, CancellationToken cancel)
    {
        if (actor.Require(Permission.CommandChargers, "send commands to chargers") is { IsDone: false } forbidden) return forbidden.Refusal;
        if (!Actions.Contains(action))
            return Refuse.NotFound("action_not_found", $"There is no command {AuditTrail.Fit(action)}. Commands are {string.Join(", ", Actions)}.");
        if (!await IsKnownAsync(identity, cancel)) return Refuse.NotFound("charge_point_not_found", $"There is no charge point {AuditTrail.Fit(identity)}.");

        var payload = CommandRequests.Read(action, request);
        if (!payload.IsDone) return payload.Refusal;
        if (connections.Find(identity) is not { } connection) return Refuse.NotNow("charge_point_offline", $"{identity} is not connected.");

        var result = await connection.CallAsync(action, payload.Value, cancel);
        await keyChange.NoteAsync(connection.ChargePoint.Id, action, payload.Value, result);
        return result.Outcome switch
        {
            OcppCallOutcome.Answered => new CommandResult(JsonDocument.Parse(result.Payload).RootElement),
            OcppCallOutcome.NotAccepted => Refuse.NotNow("charge_point_not_accepted", $"{identity} has not been accepted yet: {action} is not sent to it."),
            OcppCallOutcome.NotConnected => Refuse.NotNow("charge_point_offline", $"{identity} lost its connection before it answered."),
            OcppCallOutcome.HeldBack => new CommandResult(
                new Refusal(RefusalKind.Unavailable, "circuit_open", $"{action} is not sent to {identity}: {result.Words}."), RetryAfter: breakers.Read(identity).RetryAfter ?? TimeSpan.FromSeconds(1)),
            OcppCallOutcome.NoAnswer => new Refusal(RefusalKind.NoAnswer, "no_answer", $"{identity} did not answer in time; it may still act."),
            OcppCallOutcome.Error => new CommandResult(
                new Refusal(RefusalKind.BadAnswer, "call_error", $"{identity} answered {result.Error!.CodeText}: {result.Error.Description}".TrimEnd(':', ' ')), result.Error),
        };
    }

    private async Task<bool> IsKnownAsync(string identity, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.ChargePoints.Where(c => c.Identity == identity).Select(c => c.Identity).SingleOrDefaultAsync(cancel);
        return found == identity;
    }

    // Keys are secrets: never written down.
    private static string DetailsOf(JsonElement request, CommandResult? result)
    {
        var asked = request.ValueKind == JsonValueKind.Undefined ? "" : request.GetRawText();
        asked = MessageSecrets.Without(asked);
        return result is { Outcome.IsDone: true } ? $"{asked} → {MessageSecrets.Without(result.Outcome.Value.GetRawText())}" : asked;
    }
}
