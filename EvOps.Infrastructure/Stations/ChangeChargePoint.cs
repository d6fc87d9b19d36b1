using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Who wants what of which charger.</summary>
/// <param name="ToDo">Ends the sentence "Your role does not allow you to …".</param>
/// <param name="Action">Verb and noun for the audit trail.</param>
internal sealed record ChargePointCommand(Actor Actor, Permission Needs, string ToDo, string Action, string Identity, string? Details = null);

/// <summary>What every command to one charger's entry has in common: may he, load, let it decide, save with its trace, tell.</summary>
public sealed class ChangeChargePoint(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, Presence presence, IPlugReservations reservations, LiveFeed live)
{
    internal static Refusal NotFound(string identity) => Refuse.NotFound("charge_point_not_found", $"There is no charge point {AuditTrail.Fit(identity)}.");

    /// <param name="command">Who wants what.</param>
    /// <param name="decide">Changes the charger or refuses; asked again after a lost race, so without other effects.</param>
    /// <param name="cancel">Gives up before it is saved.</param>
    internal async Task<Outcome<ChargePointRow>> RunAsync(ChargePointCommand command, Func<ChargePoint, Outcome> decide, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(command, decide, cancel));
        if (outcome.IsDone) live.Publish(new ChargePointChanged(outcome.Value.Id, command.Identity));
        return outcome;
    }

    private async Task<Outcome<ChargePointRow>> TryAsync(ChargePointCommand command, Func<ChargePoint, Outcome> decide, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.ChargePoints.Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == command.Identity, cancel);
        // A database that compares without regard to case may find another charger.
        var chargePoint = found?.Identity == command.Identity ? found : null;
        var refusal = command.Actor.Require(command.Needs, command.ToDo).Refusal
            ?? (chargePoint is null ? NotFound(command.Identity) : decide(chargePoint).Refusal);

        audit.Note(db, command.Actor, command.Action, "charge point", command.Identity, refusal?.Message ?? "done", command.Details);
        await db.SaveChangesAsync(cancel);
        if (refusal is not null) return refusal;

        var station = await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == chargePoint!.StationId, cancel);
        return ChargePointRow.Of(chargePoint!, station, presence, await reservations.NowAsync(db, station is null ? [] : [station.Id], cancel));
    }
}
