using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>What is said of a charger's outages changed.</summary>
public readonly record struct OutageExplained(Guid ChargePointId);

/// <summary>A person says that an outage was nobody's fault here, or takes that back. It changes uptime, so that the audit trail has both.</summary>
public sealed class ExplainOutage(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, CountFaults count, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<OutageReason>> RunAsync(Actor actor, string identity, OutageWish wish, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, identity, wish, cancel);
        if (outcome.IsDone) db.OutageReasons.Add(outcome.Value);
        audit.Note(
            db, actor, "explain outage", "charge point", AuditTrail.Fit(identity), outcome.Refusal?.Message ?? "done",
            string.Create(CultureInfo.InvariantCulture, $"connector {wish.ConnectorNumber}, {wish.From:u} to {(wish.To is { } to ? $"{to:u}" : "its end")}: {wish.Cause}; {AuditTrail.Fit(wish.Note)}"));
        await db.SaveChangesAsync(cancel);
        if (outcome.IsDone) live.Publish(new OutageExplained(outcome.Value.ChargePointId));
        return outcome;
    }

    public async Task<Outcome> WithdrawAsync(Actor actor, string identity, Guid reasonId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = actor.Require(Permission.CommandChargers, "say why chargers were out");
        var chargers = db.ChargePoints;
        var reason = await db.OutageReasons.SingleOrDefaultAsync(r => r.Id == reasonId && chargers.Any(c => c.Id == r.ChargePointId && c.Identity == identity), cancel);
        if (outcome.IsDone) outcome = reason is null ? Refuse.NotFound("reason_not_found", $"Nobody has said this of an outage of {AuditTrail.Fit(identity)}.") : reason.Withdraw(actor.Name, time.GetUtcNow());
        audit.Note(db, actor, "withdraw outage reason", "charge point", AuditTrail.Fit(identity), outcome.Refusal?.Message ?? "done", reasonId.ToString());
        await db.SaveChangesAsync(cancel);
        if (outcome.IsDone) live.Publish(new OutageExplained(reason!.ChargePointId));
        return outcome;
    }

    private async Task<Outcome<OutageReason>> DecideAsync(EvOpsDb db, Actor actor, string identity, OutageWish wish, CancellationToken cancel)
    {
        if (actor.Require(Permission.CommandChargers, "say why chargers were out").Refusal is { } forbidden) return forbidden;

        var charger = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        if (charger?.Identity != identity) return ChangeChargePoint.NotFound(identity);
        if (wish.ConnectorNumber != 0 && !charger.Connectors.Exists(c => c.Number == wish.ConnectorNumber))
            return Refuse.InvalidField("connectorNumber", $"{identity} has no connector {wish.ConnectorNumber}; 0 is all of them.");

        var now = time.GetUtcNow();
        if (wish.To is not null || wish.From >= now) return OutageReason.Of(charger.Id, wish, actor.Name, now);
        return await count.EndOfOutageAsync(db, charger, wish.ConnectorNumber, wish.From, now, cancel) is { } end
            // It ended while somebody wrote what shows it.
            ? OutageReason.Of(charger.Id, end < now ? wish with { To = end } : wish, actor.Name, now)
            : Refuse.InvalidField("to", $"{identity} could be used at that time: say until when it could not.");
    }
}
