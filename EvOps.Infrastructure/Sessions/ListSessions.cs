using System.Runtime.CompilerServices;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

public enum SessionOrder
{
    /// <summary>When it was asked for, or began.</summary>
    Requested,
    Ended,
    Energy,
    Cost,
}

/// <summary>Which sessions.</summary>
/// <param name="Search">See <see cref="SessionSearch"/>.</param>
/// <param name="States">Any of these; null or empty: all.</param>
/// <param name="From">Asked for at this time or later.</param>
/// <param name="To">Asked for before this time.</param>
/// <param name="NeedsReview">Only those whose bill a person should look at.</param>
public sealed record SessionFilter(
    string? Search = null, IReadOnlyList<SessionState>? States = null, Guid? StationId = null, Guid? ChargePointId = null, Guid? DriverId = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, bool NeedsReview = false, SessionOrder Order = SessionOrder.Requested, bool IsDescending = true);

/// <summary>Sessions, open and ended, newest first unless told otherwise. A driver gets his own.</summary>
public sealed class ListSessions(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions)
{
    public async Task<Outcome<Page<SessionRow>>> RunAsync(Actor actor, SessionFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (SessionAccess.MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var sorted = Sorted(Filtered(db, filter).SeenBy(actor), filter);
        var page = await SessionRows.Of(db, sorted).PageAsync(limit, offset, cancel);
        return page with { Items = [.. page.Items.Select(row => row.With(sessions))] };
    }

    /// <summary>
    /// Everything that matches, oldest first whatever the filter's order, read in portions: there may be a million, and new ones come
    /// meanwhile.
    /// </summary>
    public async IAsyncEnumerable<SessionRow> AllAsync(Actor actor, SessionFilter filter, int portion, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!SessionAccess.MaySee(actor).IsDone) yield break;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var matching = Filtered(db, filter).SeenBy(actor);
        for (SessionRow? last = null; ;)
        {
            var rest = last is null ? matching : matching.Where(s => s.RequestedAt > last.RequestedAt || (s.RequestedAt == last.RequestedAt && s.Id.CompareTo(last.Id) > 0));
            var found = await SessionRows.Of(db, rest.OrderBy(s => s.RequestedAt).ThenBy(s => s.Id)).Take(portion).ToListAsync(cancel);
            foreach (var row in found) yield return row.With(sessions);
            if (found.Count < portion) yield break;
            last = found[^1];
        }
    }

    private static IQueryable<Session> Filtered(EvOpsDb db, SessionFilter filter)
    {
        var sessions = db.Sessions.AsNoTracking();
        if (filter.States is [var only]) sessions = sessions.Where(s => s.State == only);
        else if (filter.States is { Count: > 0 } states) sessions = sessions.Where(s => states.Contains(s.State));
        if (filter.StationId is { } stationId) sessions = sessions.Where(s => s.StationId == stationId);
        if (filter.ChargePointId is { } chargePointId) sessions = sessions.Where(s => s.ChargePointId == chargePointId);
        if (filter.DriverId is { } driverId) sessions = sessions.Where(s => s.DriverId == driverId);
        if (filter.From is { } from) sessions = sessions.Where(s => s.RequestedAt >= from);
        if (filter.To is { } to) sessions = sessions.Where(s => s.RequestedAt < to);
        if (filter.NeedsReview) sessions = sessions.Where(s => s.BillState == BillState.Held);
        return string.IsNullOrWhiteSpace(filter.Search) ? sessions : SessionSearch.Matching(db, sessions, filter.Search.Trim());
    }

    private static IOrderedQueryable<Session> Sorted(IQueryable<Session> sessions, SessionFilter filter) => (filter.Order, filter.IsDescending) switch
    {
        (SessionOrder.Requested, false) => sessions.OrderBy(s => s.RequestedAt).ThenBy(s => s.Id),
        (SessionOrder.Requested, true) => sessions.OrderByDescending(s => s.RequestedAt).ThenByDescending(s => s.Id),
        (SessionOrder.Ended, false) => sessions.OrderBy(s => s.EndedAt).ThenBy(s => s.Id),
        (SessionOrder.Ended, true) => sessions.OrderByDescending(s => s.EndedAt).ThenByDescending(s => s.Id),
        (SessionOrder.Energy, false) => sessions.OrderBy(s => s.EnergyWh).ThenBy(s => s.Id),
        (SessionOrder.Energy, true) => sessions.OrderByDescending(s => s.EnergyWh).ThenByDescending(s => s.Id),
        (SessionOrder.Cost, false) => sessions.OrderBy(s => s.CostMinorUnits).ThenBy(s => s.Id),
        (SessionOrder.Cost, true) => sessions.OrderByDescending(s => s.CostMinorUnits).ThenByDescending(s => s.Id),
    };
}
