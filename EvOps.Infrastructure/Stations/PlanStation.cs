using System.Globalization;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>Says when a station is open, and when somebody works there. Meant for those who run it day by day: the rest of a station is an administrator's.</summary>
public sealed class PlanStation(IDbContextFactory<EvOpsDb> databases, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <param name="hours">Null: always open.</param>
    /// <param name="seenVersion">The row version the person had before them; another one is refused.</param>
    public async Task<Outcome> RunAsync(Actor actor, Guid id, OpeningHours? hours, IReadOnlyList<MaintenanceWindow> maintenance, byte[] seenVersion, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, hours, maintenance, seenVersion, cancel));
        if (outcome.IsDone) live.Publish(new StationChanged(id));
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid id, OpeningHours? hours, IReadOnlyList<MaintenanceWindow> maintenance, byte[] seenVersion, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var station = await db.Stations.SingleOrDefaultAsync(s => s.Id == id, cancel);
        var outcome = actor.Require(Permission.CommandChargers, "plan work at stations");
        if (outcome.IsDone && station is null) outcome = ListStations.NotFound;
        else if (outcome.IsDone && !station!.RowVersion.AsSpan().SequenceEqual(seenVersion))
            outcome = Refuse.Conflict("station_changed", $"Someone else has changed {station.Name} since you opened it. Open it again to see what is there now.");
        else if (outcome.IsDone)
            outcome = await SaveStation.UnknownPlugAsync(db, id, maintenance, cancel) is { } unknown ? unknown : station!.Plan(hours, new(maintenance), time.GetUtcNow());

        audit.Note(
            db, actor, "plan station", "station", id.ToString(), outcome.Refusal?.Message ?? "done",
            string.Create(CultureInfo.InvariantCulture, $"{hours?.Periods.Count ?? 0} opening hours, {maintenance.Count} maintenance windows{string.Concat(maintenance.Take(5).Select(w => $"; {w.From:u} to {w.To:u} {AuditTrail.Fit(w.Reason)}"))}"));
        await db.SaveChangesAsync(cancel);
        return outcome;
    }
}
