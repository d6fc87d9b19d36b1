using System.Text.Json;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// A charger that takes a new authorization key shows it from its next connection on, and the old one opens no more. Where it
/// refuses, the old one stays (security white paper, A01.FR.02–04).
/// </summary>
public sealed class KeyChange(IDbContextFactory<EvOpsDb> databases)
{
    private const string Key = "AuthorizationKey";

    public async Task NoteAsync(Guid chargePointId, string action, ReadOnlyMemory<byte> request, OcppCallResult result)
    {
        if (action != OcppActions.ChangeConfiguration || result.Outcome != OcppCallOutcome.Answered) return;

        using var asked = JsonDocument.Parse(request);
        if (!string.Equals(asked.RootElement.GetProperty("key").GetString(), Key, StringComparison.OrdinalIgnoreCase)) return;
        if (!IsTaken(result)) return;

        var hash = AuthorizationKey.Hash(asked.RootElement.GetProperty("value").GetString()!);
        await Races.DecideAgainAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync();
            (await db.ChargePoints.SingleAsync(c => c.Id == chargePointId)).SetKey(hash);
            return await db.SaveChangesAsync();
        });
    }

    private static bool IsTaken(OcppCallResult result)
    {
        try
        {
            var status = PayloadReader.ReadStatus<ConfigurationStatus>(result.Payload.Span);
            return status.Is(ConfigurationStatus.Accepted) || status.Is(ConfigurationStatus.RebootRequired);
        }
        catch (OcppError)
        {
            return false;
        }
    }
}
