using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Tariffs;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Says which tariff a station prices by, or none: then its plain price per kWh holds. Sessions that have begun keep their terms.</summary>
public sealed class AssignTariff(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome> RunAsync(Actor actor, Guid stationId, Guid? tariffId, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, stationId, tariffId, cancel));
        if (outcome.IsDone) live.Publish(new StationChanged(stationId));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid stationId, Guid? tariffId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var tariff = tariffId is null ? null : await db.Tariffs.SingleOrDefaultAsync(t => t.Id == tariffId, cancel);
        var outcome = await DecideAsync(db, actor, stationId, tariffId, tariff, cancel);

        audit.Note(
            db, actor, tariffId is null ? "take tariff off" : "assign tariff", "station", stationId.ToString(), outcome.Refusal?.Message ?? "done",
            tariff is null ? tariffId?.ToString() : $"{tariff.Name}, version {tariff.LatestVersion} ({tariff.Id})");
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome> DecideAsync(EvOpsDb db, Actor actor, Guid stationId, Guid? tariffId, Tariff? tariff, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ManageTariffs, "say which tariff a station uses");
        if (!may.IsDone) return may;
        if (await db.Stations.SingleOrDefaultAsync(s => s.Id == stationId, cancel) is not { } station) return ListStations.NotFound;
        if (tariffId is not null && tariff is null) return Refuse.InvalidField("tariffId", "There is no tariff with this id.");
        return station.PriceBy(tariff, time.GetUtcNow());
    }
}
