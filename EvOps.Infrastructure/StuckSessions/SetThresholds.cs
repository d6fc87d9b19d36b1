using EvOps.Domain.Common;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>The thresholds of one scope as they were chosen, and what holds where they are left open.</summary>
/// <param name="StationName">Null for the whole network.</param>
/// <param name="Below">What holds for everything that is left open.</param>
public sealed record ThresholdsOf(Guid? StationId, string? StationName, ThresholdChoice Chosen, StuckThresholds Below);

/// <summary>From when on something is evidence: read and set, for the network or for one station.</summary>
public sealed class SetThresholds(
    IDbContextFactory<EvOpsDb> databases, ReadThresholds thresholds, AuditTrail audit, IOptions<StuckSessionsOptions> options, LiveFeed live)
{
    /// <param name="stationId">Null: the whole network.</param>
    public async Task<Outcome<ThresholdsOf>> ShowAsync(Actor actor, Guid? stationId, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see the thresholds");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var station = stationId is null ? null : await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == stationId, cancel);
        if (stationId is not null && station is null) return ListStations.NotFound;

        var own = await db.StuckPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Id == (stationId ?? StuckPolicy.Network), cancel);
        var below = stationId is null ? options.Value.Thresholds : (await thresholds.RunAsync(db, cancel)).Network;
        return new ThresholdsOf(stationId, station?.Name, own?.Choice ?? new ThresholdChoice(), below);
    }

    /// <summary>All stations that could have thresholds of their own, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> StationsAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return [.. (await db.Stations.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(cancel)).Select(s => (s.Id, s.Name))];
    }

    public async Task<Outcome> RunAsync(Actor actor, Guid? stationId, ThresholdChoice choice, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, stationId, choice, cancel));
        if (!outcome.IsDone) return outcome;

        live.Publish(new StuckSessionsChanged(Wakes: true));
        live.Publish(new DeadlinesChanged());
        return outcome;
    }

    private async Task<Outcome> TryAsync(Actor actor, Guid? stationId, ThresholdChoice choice, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, stationId, choice, cancel);
        audit.Note(db, actor, "set stuck thresholds", stationId is null ? "network" : "station", stationId?.ToString() ?? "network", outcome.Refusal?.Message ?? "done", choice.ToString());
        await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private static async Task<Outcome> DecideAsync(EvOpsDb db, Actor actor, Guid? stationId, ThresholdChoice choice, CancellationToken cancel)
    {
        var may = actor.Require(Permission.SetThresholds, "set the thresholds");
        if (!may.IsDone) return may;
        if (stationId is not null && !await db.Stations.AnyAsync(s => s.Id == stationId, cancel)) return ListStations.NotFound;

        var scope = stationId ?? StuckPolicy.Network;
        var policy = await db.StuckPolicies.SingleOrDefaultAsync(p => p.Id == scope, cancel);
        if (policy is not null && choice == new ThresholdChoice())
        {
            db.StuckPolicies.Remove(policy);
            return Outcome.Done;
        }

        policy ??= db.StuckPolicies.Add(new StuckPolicy(scope)).Entity;
        var set = policy.Set(choice);
        if (!set.IsDone) db.Entry(policy).State = EntityState.Detached;
        return set;
    }
}
