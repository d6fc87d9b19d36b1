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
    internal static CaseCount Of(IReadOnlyCollection<StuckCase> cases)
    {
        var freed = cases.Where(c => c.Outcome is CaseOutcome.Freed or CaseOutcome.Healed && c.EndedAt is not null).Select(c => c.EndedAt!.Value - c.FoundAt).ToList();
        return new CaseCount(
            cases.Count, Count(CaseOutcome.Resumed), Count(CaseOutcome.EndedByItself), Count(CaseOutcome.Freed), Count(CaseOutcome.Healed), Count(CaseOutcome.Open),
            freed.Count == 0 ? null : TimeSpan.FromTicks((long)freed.Average(t => t.Ticks)));

        int Count(CaseOutcome outcome) => cases.Count(c => c.Outcome == outcome);
    }
}

/// <summary>Stuck sessions of a period: over time, by cause, by kind of charger.</summary>
/// <param name="Days">Every day of the period in UTC, with how many were found of each cause.</param>
public sealed record CaseStatistics(
    DateTimeOffset From, CaseCount All, IReadOnlyList<(DateOnly Day, IReadOnlyDictionary<EvidenceKind, int> Causes)> Days,
    IReadOnlyList<(EvidenceKind Cause, CaseCount Count)> Causes, IReadOnlyList<(ChargerModel Model, CaseCount Count, EvidenceKind MainCause)> Models);

/// <summary>A session that was stuck and is not any more.</summary>
public sealed record LatelyFreed(StuckCase Case, SessionRow Row);

/// <summary>Stuck sessions looked back upon, and those that were freed lately.</summary>
public sealed class CountCases(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, TimeProvider time)
{
    private const int MostLately = 20;

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

        var today = time.GetUtcNow().UtcDateTime.Date;
        var from = new DateTimeOffset(today.AddDays(1 - days), TimeSpan.Zero);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var cases = await db.StuckCases.AsNoTracking().Where(c => c.FoundAt >= from).ToListAsync(cancel);
        var byDay = cases.ToLookup(c => DateOnly.FromDateTime(c.FoundAt.UtcDateTime));
        return new CaseStatistics(
            from, CaseCount.Of(cases),
            [.. Enumerable.Range(0, days).Select(i => DateOnly.FromDateTime(from.UtcDateTime).AddDays(i))
                .Select(day => (day, (IReadOnlyDictionary<EvidenceKind, int>)byDay[day].CountBy(c => c.Cause).ToDictionary()))],
            [.. cases.GroupBy(c => c.Cause).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => (g.Key, CaseCount.Of([.. g])))],
            [.. cases.GroupBy(c => new ChargerModel(c.Vendor, c.Model, c.Firmware)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal)
                .Select(g => (g.Key, CaseCount.Of([.. g]), g.CountBy(c => c.Cause).MaxBy(c => c.Value).Key))]);
    }
}
