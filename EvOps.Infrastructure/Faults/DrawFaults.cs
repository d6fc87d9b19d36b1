using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// How all chargers, or those that are looked at, fared together: faults of each day by cause, and the usual figures. A storm of faults
/// asks for it on every open page every few seconds: pages share what was found a moment ago.
/// </summary>
public sealed class DrawFaults(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    /// <summary>Days of the period where the filter names none, and at the most.</summary>
    public const int UsualDays = 30, MostDays = 92;

    /// <summary>Lines that are read at the most: where there are more the period begins later.</summary>
    public const int MostLines = 50_000;

    private const int MostFilters = 100;

    /// <summary>What began longer ago than this before the period and is not over is looked for no more.</summary>
    private static readonly TimeSpan LongestFault = TimeSpan.FromDays(366);

    private readonly SharedReads<FaultFilter, FaultTrend> trends = new(TimeSpan.FromSeconds(4), MostFilters, time);
    private readonly SharedReads<FaultFilter, List<FaultEvent>> lasting = new(TimeSpan.FromMinutes(2), MostFilters, time);

    /// <param name="filter">As the history takes it; a period that is too long is cut at its end.</param>
    public async Task<Outcome<FaultTrend>> RunAsync(Actor actor, FaultFilter filter, CancellationToken cancel)
    {
        if (ListFaults.MaySee(actor).Refusal is { } forbidden) return forbidden;

        return await trends.GetAsync(filter, () => DrawAsync(filter), cancel);
    }

    private async Task<FaultTrend> DrawAsync(FaultFilter filter)
    {
        var (from, to) = PeriodOf(filter, time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync();
        var events = await Chosen(db, filter).Where(e => e.ReportedAt >= from && e.ReportedAt < to)
            .OrderByDescending(e => e.ReportedAt).ThenByDescending(e => e.Id).Take(MostLines).ToListAsync();
        if (events.Count == MostLines) from = events[^1].ReportedAt;
        // What was before a moment does not change any more; only a late word might, and that one counts for nothing.
        events.AddRange(await lasting.GetAsync(filter with { From = from, To = null }, () => LastingAsync(filter, from), default));
        return FaultTrend.Of(events, await WatchedAsync(db, filter.Search, default), from, to);
    }

    private static IQueryable<FaultEvent> Chosen(EvOpsDb db, FaultFilter filter) => ListFaults.Filtered(db, filter with { From = null, To = null }).Where(e => !e.IsLate);

    private static (DateTimeOffset From, DateTimeOffset To) PeriodOf(FaultFilter filter, DateTimeOffset now)
    {
        var to = filter.To is { } end && end < now ? end : now;
        var from = filter.From ?? new DateTimeOffset(to.AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - UsualDays);
        if (from >= to) from = to.AddDays(-1);
        return (to - from > TimeSpan.FromDays(MostDays) ? to.AddDays(-MostDays) : from, to);
    }

    /// <summary>Of each line the last word before the period, where it is that something is faulty.</summary>
    private async Task<List<FaultEvent>> LastingAsync(FaultFilter filter, DateTimeOffset from)
    {
        await using var db = await databases.CreateDbContextAsync();
        var earliest = from - LongestFault;
        var before = Chosen(db, filter).Where(e => e.ReportedAt < from && e.ReportedAt >= earliest);
        return await before.Where(e => e.Kind == FaultKind.Fault && !before.Any(later =>
                later.ChargePointId == e.ChargePointId && later.ConnectorNumber == e.ConnectorNumber && later.Kind == FaultKind.Recovery && later.ReportedAt >= e.ReportedAt
                && (later.Source == e.Source || ((later.Source == FaultSource.Monitor || later.Source == FaultSource.ControlLink) && (e.Source == FaultSource.Monitor || e.Source == FaultSource.ControlLink)))))
            .OrderByDescending(e => e.ReportedAt).Take(MostLines).ToListAsync();
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
