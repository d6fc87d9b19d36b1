using EvOps.Domain.Sessions;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Writes down which sessions are stuck, from when to when, and how each came right: by itself, by a person, by the sweeper. Models are
/// judged by it, and thresholds. Run after each look; two nodes may run it at once.
/// </summary>
public sealed class KeepCases(IDbContextFactory<EvOpsDb> databases, CountCases counts, WebhookOutbox outbox, TimeProvider time)
{
    // A remedy shows its effect soon, or it was something else.
    private static readonly TimeSpan Effect = TimeSpan.FromMinutes(5);

    /// <param name="found">All that is stuck now.</param>
    /// <param name="undecided">Sessions of which nobody can say just now: what was thought of them stands.</param>
    /// <returns>Those that were not known as stuck before.</returns>
    public async Task<IReadOnlyList<StuckSession>> RunAsync(IReadOnlyList<StuckSession> found, IReadOnlySet<Guid> undecided, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = await db.StuckCases.Where(c => c.EndedAt == null).ToDictionaryAsync(c => c.SessionId, cancel);
        if (open.Count == 0 && found.Count == 0) return [];

        List<StuckSession> news = [];
        foreach (var stuck in found)
        {
            if (open.Remove(stuck.Row.Id, out var known))
            {
                known.See(stuck.Verdict, stuck.Row.CostSoFar);
                continue;
            }

            var now = time.GetUtcNow();
            var opened = db.StuckCases.Add(new StuckCase(stuck.Row.Id, stuck.Row.ChargePointId, stuck.Row.StationId, stuck.Model, stuck.Verdict, stuck.Row.CostSoFar, now)).Entity;
            await outbox.AddAsync(db, WebhookEventType.SessionStuck, opened.Id.ToString(), EventOf(stuck), now, cancel);
            news.Add(stuck);
        }

        await EndAsync(db, [.. open.Values.Where(c => !undecided.Contains(c.SessionId))], cancel);
        try
        {
            if (await db.SaveChangesAsync(cancel) > 0) counts.Forget();
            if (news.Count > 0) outbox.Wake();
            return news;
        }
        catch (DbUpdateException lost) when (Races.IsLostRace(lost))
        {
            // The other node has written the same; what it has not, the next look will.
            return [];
        }
    }

    private static object EventOf(StuckSession stuck) => new
    {
        sessionId = stuck.Row.Id,
        stuck.Row.TransactionId,
        chargePointId = stuck.Row.ChargePoint,
        stuck.Row.ConnectorNumber,
        stuck.Row.StationId,
        stuck.Row.IdTag,
        stuckSince = stuck.Verdict.Since,
        confidence = stuck.Verdict.Confidence.ToString(),
        verdict = stuck.Verdict.Sentence,
        evidence = stuck.Verdict.Evidence.Select(e => new { kind = e.Kind.ToString(), e.Since, message = e.Words }),
        energyKwh = stuck.Row.EnergySoFarWh / 1000m,
        costAmount = stuck.Row.CostSoFar?.Amount,
        stuck.Row.Currency,
        proposedRemedy = stuck.Verdict.Remedy?.ToString(),
    };

    private async Task EndAsync(EvOpsDb db, List<StuckCase> gone, CancellationToken cancel)
    {
        if (gone.Count == 0) return;

        var now = time.GetUtcNow();
        var ids = gone.ConvertAll(c => c.SessionId);
        var sessions = await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.State, s.EndReason }).ToDictionaryAsync(s => s.Id, cancel);
        var steps = (await db.HealingSteps.Where(s => s.SessionId != null && ids.Contains(s.SessionId!.Value)).ToListAsync(cancel)).ToLookup(s => s.SessionId!.Value);
        foreach (var one in gone)
        {
            var session = sessions[one.SessionId];

            // Asking cures nothing, and what goes on was never stuck, whatever was done about it.
            var last = session.State.IsOpen() ? null : steps[one.SessionId].Where(s => s.Result == StepResult.Done && s.Remedy != Remedy.Ask && s.At >= one.FoundAt && now - s.At <= Effect).MaxBy(s => s.At);
            last?.NoteCured();
            var outcome = (session.State.IsOpen(), session.EndReason, last) switch
            {
                (true, _, _) => CaseOutcome.Resumed,
                (false, _, { By: SweepStuckSessions.Name }) => CaseOutcome.Healed,
                (false, _, not null) => CaseOutcome.Freed,
                (false, EndReason.ForceEnded, null) => CaseOutcome.Freed,
                (false, _, null) => CaseOutcome.EndedByItself,
            };
            // The charger may have refused, or not have answered yet: who asked it had the session closed all the same.
            var by = last ?? steps[one.SessionId].Where(s => s.Result != StepResult.Proposed && s.Remedy != Remedy.Ask && s.At >= one.FoundAt).MaxBy(s => s.At);
            one.End(outcome, outcome is CaseOutcome.Healed or CaseOutcome.Freed ? by?.By : null, now);
        }
    }
}
