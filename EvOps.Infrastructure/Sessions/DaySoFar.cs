using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>Sessions that ended within a stretch of time, in sum.</summary>
/// <param name="Completed">How many ended with a bill, or are held before one.</param>
/// <param name="Held">How many of them are not billed because the meter cannot be believed.</param>
/// <param name="Revenue">One for each currency; largest first.</param>
public sealed record DayFigures(int Completed, int Held, long EnergyWh, IReadOnlyList<Money> Revenue);

/// <summary>Today until now, and the same weekday of last week until the same time.</summary>
/// <param name="TimeZone">Whose midnight begins the day: the zone most stations stand in.</param>
public sealed record DayComparison(string TimeZone, DateTimeOffset Now, DateTimeOffset ThenUntil, DayFigures Today, DayFigures Then);

/// <summary>
/// What today has brought so far. Both days are cut at the same time of day and count what had ended by then, so that they compare.
/// Asked for by many pages at once, it is counted once.
/// </summary>
public sealed class DaySoFar(IDbContextFactory<EvOpsDb> databases, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim one = new(1, 1);
    private DayComparison? last;

    public async Task<DayComparison> GetAsync(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            if (last is null || time.GetUtcNow() - last.Now >= Fresh) last = await CountAsync(cancel);
            return last;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<DayComparison> CountAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var name = await db.Stations.GroupBy(s => s.TimeZone).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefaultAsync(cancel);
        var zone = name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;

        var here = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var weekAgo = here.AddDays(-7);
        var thenUntil = Utc(weekAgo, zone);
        return new(
            zone.Id, now, thenUntil,
            await SumAsync(db, Utc(here.Date, zone), now, cancel),
            await SumAsync(db, Utc(weekAgo.Date, zone), thenUntil, cancel));
    }

    private static async Task<DayFigures> SumAsync(EvOpsDb db, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        var sums = await db.Sessions.AsNoTracking()
            .Where(s => s.EndedAt >= from && s.EndedAt <= until && s.State == SessionState.Completed)
            .GroupBy(s => s.Currency)
            .Select(g => new { Currency = g.Key, Count = g.Count(), Held = g.Count(s => s.EnergyWh == null), Energy = g.Sum(s => s.EnergyWh), Cost = g.Sum(s => s.CostMinorUnits) })
            .ToListAsync(cancel);
        return new(
            sums.Sum(s => s.Count), sums.Sum(s => s.Held), sums.Sum(s => s.Energy ?? 0),
            [.. sums.Where(s => s is { Currency: not null, Cost: > 0 }).OrderByDescending(s => s.Cost).Select(s => new Money(s.Cost!.Value, s.Currency!))]);
    }

    // On the day the clocks change a wall time may not be there; the next one that is will do.
    private static DateTimeOffset Utc(DateTime wall, TimeZoneInfo zone)
    {
        var there = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(there)) there = there.AddMinutes(30);
        return new DateTimeOffset(there, zone.GetUtcOffset(there)).ToUniversalTime();
    }
}
