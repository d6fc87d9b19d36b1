using System.Collections.Concurrent;
using EvOps.Domain.Common;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>How many of something, and how it ended.</summary>
/// <param name="ToFree">From being found to being freed, on average; null where none was freed.</param>
public sealed record CaseCount(int Cases, int Resumed, int EndedByItself, int Freed, int Healed, int Open, TimeSpan? ToFree)
{
    internal static CaseCount Of(IReadOnlyCollection<CountedCase> cases)
    {
        var freed = cases.Where(c => c.Outcome is CaseOutcome.Freed or CaseOutcome.Healed && c.EndedAt is not null).Select(c => c.EndedAt!.Value - c.FoundAt).ToList();
        return new CaseCount(
            cases.Count, Count(CaseOutcome.Resumed), Count(CaseOutcome.EndedByItself), Count(CaseOutcome.Freed), Count(CaseOutcome.Healed), Count(CaseOutcome.Open),
            freed.Count == 0 ? null : TimeSpan.FromTicks((long)freed.Average(t => t.Ticks)));

        int Count(CaseOutcome outcome) => cases.Count(c => c.Outcome == outcome);
    }
}

/// <summary>What is counted of a case; thousands of them are held for a moment.</summary>
internal readonly record struct CountedCase(EvidenceKind Cause, CaseOutcome Outcome, DateTimeOffset FoundAt, DateTimeOffset? EndedAt, ChargerModel Model);

/// <summary>Of one kind of charger.</summary>
/// <param name="Days">How many were found on each day of the period.</param>
public sealed record ModelCount(ChargerModel Model, CaseCount Count, EvidenceKind MainCause, IReadOnlyList<int> Days);

/// <summary>Stuck sessions of a period: over time, by cause, by kind of charger.</summary>
/// <param name="Days">Every day of the period in UTC, with how many were found of each cause.</param>
public sealed record CaseStatistics(
    DateTimeOffset From, CaseCount All, IReadOnlyList<(DateOnly Day, IReadOnlyDictionary<EvidenceKind, int> Causes)> Days,
    IReadOnlyList<(EvidenceKind Cause, CaseCount Count)> Causes, IReadOnlyList<ModelCount> Models);

/// <summary>A session that was stuck and is not any more.</summary>
public sealed record LatelyFreed(StuckCase Case, SessionRow Row);

/// <summary>Stuck sessions looked back upon, and those that were freed lately.</summary>
public sealed class CountCases(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, TimeProvider time) : IDisposable
{
    private const int MostLately = 20;

    // Another node writes cases, too.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentDictionary<int, (CaseStatistics What, DateTimeOffset At)> known = new();

    /// <summary>There is something new to count.</summary>
    public void Forget() => known.Clear();

    /// <summary>Of the last hour, the newest first.</summary>
    public async Task<IReadOnlyList<LatelyFreed>> LatelyAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var from = time.GetUtcNow().AddHours(-1);
        var cases = await db.StuckCases.AsNoTracking().Where(c => c.EndedAt >= from).OrderByDescending(c => c.EndedAt).Take(MostLately).ToListAsync(cancel);
        if (cases.Count == 0) return [];

        var ids = cases.ConvertAll(c => c.SessionId);
        var rows = await SessionRows.Of(db, db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id))).ToDictionaryAsync(r => r.Id, cancel);
        return cases.ConvertAll(c => new LatelyFreed(c, rows[c.SessionId].With(sessions)));
    }

    /// <param name="days">1 to 365.</param>
    public async Task<Outcome<CaseStatistics>> RunAsync(Actor actor, int days, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see statistics");
        if (!may.IsDone) return may.Refusal;
        if (days is < 1 or > 365) return Refuse.InvalidField("days", "A period of 1 to 365 days is needed.");

        // Many pages ask at the same moment: one counts, all others have it from that one.
        await turn.WaitAsync(cancel);
        try
        {
            if (known.TryGetValue(days, out var before) && time.GetUtcNow() - before.At < Fresh) return before.What;

            var counted = await CountAsync(days, cancel);
            known[days] = (counted, time.GetUtcNow());
            return counted;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<CaseStatistics> CountAsync(int days, CancellationToken cancel)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        var from = new DateTimeOffset(today.AddDays(1 - days), TimeSpan.Zero);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var cases = await db.StuckCases.AsNoTracking().Where(c => c.FoundAt >= from)
            .Select(c => new CountedCase(c.Cause, c.Outcome, c.FoundAt, c.EndedAt, new ChargerModel(c.Vendor, c.Model, c.Firmware))).ToListAsync(cancel);
        var byDay = cases.ToLookup(DayOf);
        DateOnly[] all = [.. Enumerable.Range(0, days).Select(i => DateOnly.FromDateTime(from.UtcDateTime).AddDays(i))];
        return new CaseStatistics(
            from, CaseCount.Of(cases),
            [.. all.Select(day => (day, (IReadOnlyDictionary<EvidenceKind, int>)byDay[day].CountBy(c => c.Cause).ToDictionary()))],
            [.. cases.GroupBy(c => c.Cause).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => (g.Key, CaseCount.Of([.. g])))],
            [.. cases.GroupBy(c => c.Model).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal)
                .Select(g => new ModelCount(g.Key, CaseCount.Of([.. g]), g.CountBy(c => c.Cause).MaxBy(c => c.Value).Key, DaysOf(g, all)))]);
    }

    private static DateOnly DayOf(CountedCase one) => DateOnly.FromDateTime(one.FoundAt.UtcDateTime);

    private static int[] DaysOf(IEnumerable<CountedCase> cases, DateOnly[] days)
    {
        var counts = cases.CountBy(DayOf).ToDictionary();
        return [.. days.Select(day => counts.GetValueOrDefault(day))];
    }

    public void Dispose() => turn.Dispose();
}
