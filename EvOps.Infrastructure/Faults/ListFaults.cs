using System.Runtime.CompilerServices;
using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>Which lines of the history.</summary>
/// <param name="Identity">Of the charger, exactly.</param>
/// <param name="Search">Part of the charger's identity, or of a code.</param>
/// <param name="From">By the time it was reported for; inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record FaultFilter(string? Identity = null, string? Search = null, FaultSource? Source = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A line of the history, with where it happened.</summary>
/// <param name="TimeZone">The station's; null while the charger stands nowhere.</param>
public sealed record FaultRow(
    Guid Id, string Identity, Guid? StationId, string? StationName, string? TimeZone, int ConnectorNumber, FaultKind Kind, FaultSource Source,
    string? Reason, string? ErrorCode, string? VendorErrorCode, DateTimeOffset ReportedAt, DateTimeOffset At, bool IsLate, string? CorrelationId);

/// <summary>The history of faults and recoveries, newest first.</summary>
public sealed class ListFaults(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<FaultRow>>> RunAsync(Actor actor, FaultFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (MaySee(actor).Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Rows(db, Filtered(db, filter)).PageAsync(limit, offset, cancel);
    }

    /// <summary>Everything that matches, newest first, read in portions.</summary>
    public async IAsyncEnumerable<FaultRow> AllAsync(Actor actor, FaultFilter filter, int portion, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!MaySee(actor).IsDone) yield break;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var events = Filtered(db, filter);
        for (FaultRow? last = null; ;)
        {
            var rest = last is null ? events : events.Where(e => e.ReportedAt < last.ReportedAt || (e.ReportedAt == last.ReportedAt && e.Id.CompareTo(last.Id) < 0));
            var found = await Rows(db, rest).Take(portion).ToListAsync(cancel);
            foreach (var row in found) yield return row;
            if (found.Count < portion) yield break;
            last = found[^1];
        }
    }

    internal static Outcome MaySee(Actor actor) => actor.Require(Permission.ViewNetwork, "see faults");

    private static IQueryable<FaultRow> Rows(EvOpsDb db, IQueryable<FaultEvent> events)
    {
        var (chargers, stations) = (db.ChargePoints, db.Stations);
        return from e in events.OrderByDescending(e => e.ReportedAt).ThenByDescending(e => e.Id)
               join c in chargers on e.ChargePointId equals c.Id
               join s in stations on c.StationId equals (Guid?)s.Id into places
               from s in places.DefaultIfEmpty()
               orderby e.ReportedAt descending, e.Id descending
               select new FaultRow(
                   e.Id, c.Identity, c.StationId, s!.Name, s.TimeZone, e.ConnectorNumber, e.Kind, e.Source, e.Reason, e.ErrorCode, e.VendorErrorCode, e.ReportedAt, e.At, e.IsLate, e.CorrelationId);
    }

    internal static IQueryable<FaultEvent> Filtered(EvOpsDb db, FaultFilter filter)
    {
        var (events, chargers) = (db.FaultEvents.AsNoTracking(), db.ChargePoints);
        if (filter.Identity is { } identity) events = events.Where(e => chargers.Any(c => c.Id == e.ChargePointId && c.Identity == identity));
        if (filter.Source is { } source) events = events.Where(e => e.Source == source);
        if (filter.From is { } from) events = events.Where(e => e.ReportedAt >= from);
        if (filter.To is { } to) events = events.Where(e => e.ReportedAt < to);
        if (string.IsNullOrWhiteSpace(filter.Search)) return events;

        var pattern = Like.Containing(filter.Search);
        return events.Where(e => EF.Functions.Like(e.ErrorCode!, pattern, Like.Escape) || EF.Functions.Like(e.VendorErrorCode!, pattern, Like.Escape)
            || chargers.Any(c => c.Id == e.ChargePointId && EF.Functions.Like(c.Identity, pattern, Like.Escape)));
    }
}
