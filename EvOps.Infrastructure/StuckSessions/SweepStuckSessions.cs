using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Job: climbs the ladder of remedies for what is stuck, as far as its mode allows: one step per session and charger at a time, with
/// waits in between. Each step is written down before it is taken, so that neither a restart nor a second node takes it again.
/// </summary>
public sealed partial class SweepStuckSessions(
    IDbContextFactory<EvOpsDb> databases, FindStuck find, IChargePointLink link, EndSession endSession, CloseSession close,
    IOptions<StuckSessionsOptions> options, LiveFeed live, TimeProvider time, ILogger<SweepStuckSessions> log)
{
    private const int MostAtOnce = 50;

    private static readonly Actor Sweeper = Actor.House("sweeper");

    public async Task RunAsync(CancellationToken cancel)
    {
        if (options.Value.Mode == StuckMode.Watch) return;

        var stuck = (await find.RunAsync(Sweeper, cancel)).Value;
        var (found, taken) = (stuck.Count, 0);
        foreach (var one in stuck.DistinctBy(s => s.Row.ChargePointId).Take(MostAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            if (await StepAsync(one, cancel)) taken++;
        }

        if (found > 0) Swept(found, taken, options.Value.Mode);
    }

    private async Task<bool> StepAsync(StuckSession stuck, CancellationToken cancel)
    {
        if (await BeginAsync(stuck, cancel) is not { } step) return false;
        if (step.Result == StepResult.Proposed) return true;

        // A step that was begun is finished: the charger has been asked.
        var (result, words) = await ActAsync(stuck, step.Remedy);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        (await db.HealingSteps.SingleAsync(s => s.Id == step.Id, CancellationToken.None)).Finish(result);
        await TellAsync(db, stuck, words);
        return true;
    }

    private async Task<HealingStep?> BeginAsync(StuckSession stuck, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var before = await db.HealingSteps.AsNoTracking().Where(s => s.SessionId == stuck.Row.Id).OrderBy(s => s.Number).ToListAsync(cancel);
        var isAlone = !await db.Sessions.AnyAsync(s => s.ChargePointId == stuck.Row.ChargePointId && s.EndedAt == null && s.Id != stuck.Row.Id, cancel);
        var heals = options.Value.Mode == StuckMode.Heal;
        var next = heals ? HealingLadder.Next(stuck.Verdict, stuck.Facts, [.. before.Where(s => s.Result != StepResult.Proposed)], isAlone) : stuck.Verdict.Remedy;
        if (next is not { } remedy || (!heals && before.Exists(s => s.Remedy == remedy))) return null;

        var step = new HealingStep(stuck.Row.Id, before.Count + 1, remedy, heals ? StepResult.Begun : StepResult.Proposed, time.GetUtcNow());
        db.HealingSteps.Add(step);
        try
        {
            if (heals) await db.SaveChangesAsync(cancel);
            else await TellAsync(db, stuck, $"Looks stuck: {stuck.Verdict.Sentence} Proposed: {RemedyWords.Of(remedy)}.");
            return step;
        }
        catch (DbUpdateException lost) when (Races.IsLostRace(lost))
        {
            return null;
        }
    }

    private async Task<(StepResult Result, string Words)> ActAsync(StuckSession stuck, Remedy remedy)
    {
        var (row, charger) = (stuck.Row, stuck.Row.ChargePoint);
        switch (remedy)
        {
            case Remedy.Ask:
                return Of(await link.AskForStatusAsync(charger, row.ConnectorNumber, default), $"asked {charger} for the state of connector {row.ConnectorNumber}");
            case Remedy.RemoteStop:
                var ended = await endSession.RunAsync(Sweeper, row.Id.ToString(), default);
                return (ended.IsDone ? StepResult.Done : StepResult.Refused, $"The sweeper asked {charger} to stop: {(ended.IsDone ? ended.Value.Words : ended.Refusal.Message)}");
            case Remedy.Unlock:
                return Of(await link.UnlockAsync(charger, row.ConnectorNumber, default), $"asked {charger} to release connector {row.ConnectorNumber}");
            case Remedy.SoftReset or Remedy.HardReset:
                return Of(await link.ResetAsync(charger, remedy == Remedy.HardReset, default), $"asked {charger} for a {(remedy == Remedy.HardReset ? "hard" : "soft")} reset");
            case Remedy.Close:
                var closed = await close.RunAsync(row.Id, "The sweeper", "found nothing else that helped", default);
                return (StepResult.Done, closed is null ? "The session had ended meanwhile." : "The sweeper closed the session.");
            default:
                throw new InvalidOperationException($"{remedy} is no known remedy.");
        }
    }

    private static (StepResult, string) Of(LinkAnswer answer, string deed) => answer.Result switch
    {
        LinkResult.Accepted => (StepResult.Done, $"The sweeper {deed}: agreed."),
        LinkResult.Rejected or LinkResult.Error => (StepResult.Refused, $"The sweeper {deed}: {answer.Words}."),
        LinkResult.NoAnswer or LinkResult.NotConnected => (StepResult.NoAnswer, $"The sweeper {deed}, and got no answer."),
    };

    private async Task TellAsync(EvOpsDb db, StuckSession stuck, string words)
    {
        db.SessionEvents.Add(new SessionEvent(stuck.Row.Id, time.GetUtcNow(), SessionEventKind.Warning, words));
        await db.SaveChangesAsync(CancellationToken.None);
        live.Publish(new SessionChanged(stuck.Row.Id, stuck.Row.StationId, stuck.Row.ConnectorId, stuck.Row.State));
    }

    [LoggerMessage(LogLevel.Information, "Sweep: {Found} stuck session(s), {Taken} step(s) in mode {Mode}")]
    private partial void Swept(int found, int taken, StuckMode mode);
}
