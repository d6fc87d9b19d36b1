using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>How all chargers, or those that are looked at, fared together: faults of each day by cause, and the usual figures.</summary>
public sealed class DrawFaults(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    /// <summary>Days of the period where the filter names none, and at the most.</summary>
    public const int UsualDays = 30, MostDays = 92;

    /// <param name="filter">As the history takes it; a period that is too long is cut at its end.</param>
    public async Task<Outcome<FaultTrend>> RunAsync(Actor actor, FaultFilter filter, CancellationToken cancel)
    {
        if (ListFaults.MaySee(actor).Refusal is { } forbidden) return forbidden;

        var (from, to) = PeriodOf(filter, time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chosen = ListFaults.Filtered(db, filter with { From = null, To = null }).Where(e => !e.IsLate);
        var events = await chosen.Where(e => e.ReportedAt >= from && e.ReportedAt < to).ToListAsync(cancel);
        events.AddRange(await LastingAsync(chosen, from, cancel));
        return FaultTrend.Of(events, await WatchedAsync(db, filter.Search, cancel), from, to);
    }

    private static (DateTimeOffset From, DateTimeOffset To) PeriodOf(FaultFilter filter, DateTimeOffset now)
    {
        var to = filter.To is { } end && end < now ? end : now;
        var from = filter.From ?? new DateTimeOffset(to.AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - UsualDays);
        if (from >= to) from = to.AddDays(-1);
        return (to - from > TimeSpan.FromDays(MostDays) ? to.AddDays(-MostDays) : from, to);
    }

    /// <summary>Of each line the last word before the period, where it is that something is faulty.</summary>
    private static Task<List<FaultEvent>> LastingAsync(IQueryable<FaultEvent> chosen, DateTimeOffset from, CancellationToken cancel)
    {
        var before = chosen.Where(e => e.ReportedAt < from);
        return before.Where(e => e.Kind == FaultKind.Fault && !before.Any(later =>
                later.ChargePointId == e.ChargePointId && later.ConnectorNumber == e.ConnectorNumber && later.Kind == FaultKind.Recovery && later.ReportedAt >= e.ReportedAt
                && (later.Source == e.Source || ((later.Source == FaultSource.Monitor || later.Source == FaultSource.ControlLink) && (e.Source == FaultSource.Monitor || e.Source == FaultSource.ControlLink)))))
            .ToListAsync(cancel);
    }

    // A search for a code means all chargers.
    private static async Task<Dictionary<Guid, DateTimeOffset>> WatchedAsync(EvOpsDb db, string? search, CancellationToken cancel)
    {
        var approved = db.ChargePoints.AsNoTracking().Where(c => c.IsApproved);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = Like.Containing(search);
            var found = await approved.Where(c => EF.Functions.Like(c.Identity, pattern, Like.Escape)).Select(c => new { c.Id, c.CreatedAt }).ToDictionaryAsync(c => c.Id, c => c.CreatedAt, cancel);
            if (found.Count > 0) return found;
        }

        return await approved.Select(c => new { c.Id, c.CreatedAt }).ToDictionaryAsync(c => c.Id, c => c.CreatedAt, cancel);
    }
}
