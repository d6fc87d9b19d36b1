using EvOps.Domain.Sessions;
using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// What the house has learned of each kind of charger from what happened in the last ninety days. Looked up again after half a minute, or
/// at once after a remedy was tried; how sessions ended and how clocks go, for which far more has to be read, every ten minutes.
/// </summary>
public sealed class LearnBehaviour(IDbContextFactory<EvOpsDb> databases, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30), SlowlyFresh = TimeSpan.FromMinutes(10), Past = TimeSpan.FromDays(90);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Habits? habits;

    private const int MostClocks = 2000;

    private volatile Learned? learned;

    private sealed record Habits(IReadOnlyList<(Guid ChargePoint, EndReason? Reason, int Count)> Ends, IReadOnlyList<(Guid ChargePoint, double Seconds)> Clocks, DateTimeOffset At);

    private sealed record Learned(IReadOnlyDictionary<ChargerModel, ModelBehaviour> Models, DateTimeOffset At);

    /// <summary>Every kind of charger that has booted here.</summary>
    public async Task<IReadOnlyDictionary<ChargerModel, ModelBehaviour>> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (learned is { } known && now - known.At < Fresh) return known.Models;

        // Who comes while another looks has it from that one.
        await turn.WaitAsync(cancel);
        try
        {
            if (learned is { } meanwhile && now - meanwhile.At < Fresh) return meanwhile.Models;

            await using var db = await databases.CreateDbContextAsync(cancel);
            if (habits is not { } kept || now - kept.At >= SlowlyFresh) habits = kept = await HabitsAsync(db, now, cancel);
            var models = await ReadAsync(db, kept, now - Past, cancel);
            learned = new Learned(models, now);
            return models;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Something new is to be learned.</summary>
    public void Forget() => learned = null;

    private static async Task<Habits> HabitsAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var from = now - Past;
        var ends = await db.Sessions.AsNoTracking().Where(s => s.EndedAt >= from && s.State == SessionState.Completed)
            .GroupBy(s => new { s.ChargePointId, s.EndReason }).Select(g => new { g.Key.ChargePointId, g.Key.EndReason, Count = g.Count() }).ToListAsync(cancel);
        var clocks = await db.StatusLog.AsNoTracking().Where(e => e.ChargerAt != null).OrderByDescending(e => e.Id).Take(MostClocks).Select(e => new { e.ChargePointId, e.At, e.ChargerAt }).ToListAsync(cancel);
        return new Habits([.. ends.Select(e => (e.ChargePointId, e.EndReason, e.Count))], [.. clocks.Select(c => (c.ChargePointId, (c.ChargerAt!.Value - c.At).TotalSeconds))], now);
    }

    private static async Task<Dictionary<ChargerModel, ModelBehaviour>> ReadAsync(EvOpsDb db, Habits habits, DateTimeOffset from, CancellationToken cancel)
    {
        var chargers = await db.ChargePoints.AsNoTracking().Where(c => c.Model != null).Select(c => new { c.Id, c.Vendor, c.Model, c.Firmware }).ToListAsync(cancel);
        var modelOf = chargers.ToDictionary(c => c.Id, c => ChargerModel.Of(c.Vendor, c.Model, c.Firmware));

        var steps = await db.HealingSteps.AsNoTracking().Where(s => s.At >= from && s.Result != StepResult.Proposed && s.Result != StepResult.Begun)
            .GroupBy(s => new { s.Vendor, s.Model, s.Firmware, s.Remedy, s.Result, s.Answer, s.Cured }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var stepsOf = steps.ToLookup(s => new ChargerModel(s.Key.Vendor, s.Key.Model, s.Key.Firmware), s => (s.Key.Remedy, s.Key.Result, s.Key.Answer, s.Key.Cured, s.Count));

        var cases = await db.StuckCases.AsNoTracking().Where(c => c.FoundAt >= from && c.EndedAt != null)
            .GroupBy(c => new { c.Vendor, c.Model, c.Firmware, c.Cause, c.Outcome }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var casesOf = cases.ToLookup(c => new ChargerModel(c.Key.Vendor, c.Key.Model, c.Key.Firmware), c => (c.Key.Cause, c.Key.Outcome, c.Count));

        var endsOf = habits.Ends.Where(e => modelOf.ContainsKey(e.ChargePoint)).ToLookup(e => modelOf[e.ChargePoint], e => (IsMissing: e.Reason is EndReason.ForceEnded or EndReason.Superseded, e.Count));
        var clocksOf = habits.Clocks.Where(c => modelOf.ContainsKey(c.ChargePoint)).ToLookup(c => modelOf[c.ChargePoint], c => c.Seconds);

        return modelOf.Values.GroupBy(model => model).ToDictionary(group => group.Key, group => new ModelBehaviour(
            group.Key, group.Count(),
            stepsOf[group.Key].GroupBy(s => s.Remedy).ToDictionary(s => s.Key, s => new RemedyRecord(
                s.Sum(x => x.Count), s.Where(x => x.Result == StepResult.Done).Sum(x => x.Count),
                s.Where(x => x.Result == StepResult.Refused && x.Answer is "NotSupported" or "NotImplemented").Sum(x => x.Count),
                s.Where(x => x.Result == StepResult.NoAnswer).Sum(x => x.Count), s.Where(x => x.Cured).Sum(x => x.Count))),
            endsOf[group.Key].Where(e => !e.IsMissing).Sum(e => e.Count), endsOf[group.Key].Where(e => e.IsMissing).Sum(e => e.Count),
            Middle([.. clocksOf[group.Key].Order()]),
            Counts(casesOf[group.Key].Where(c => c.Outcome == CaseOutcome.Resumed)), Counts(casesOf[group.Key].Where(c => c.Outcome != CaseOutcome.Resumed))));
    }

    private static Dictionary<EvidenceKind, int> Counts(IEnumerable<(EvidenceKind Cause, CaseOutcome Outcome, int Count)> cases) =>
        cases.GroupBy(c => c.Cause).ToDictionary(c => c.Key, c => c.Sum(x => x.Count));

    private static int? Middle(double[] sorted) => sorted.Length == 0 ? null : (int)Math.Round(sorted[sorted.Length / 2]);

    public void Dispose() => turn.Dispose();
}
