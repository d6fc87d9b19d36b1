using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Job: climbs the ladder of remedies for what is stuck, as far as its mode allows: one step per session and charger at a time, with
/// waits in between. Each step is written down before it is taken, so that neither a restart nor a second node takes it again.
/// </summary>
public sealed partial class SweepStuckSessions(
    IDbContextFactory<EvOpsDb> databases, FindStuck find, TakeStep steps, StepBook book, StuckInstruments instruments, IChargePointLink link, IOptions<StuckSessionsOptions> options,
    TimeProvider time, ILogger<SweepStuckSessions> log)
{
    /// <summary>How it signs what it does.</summary>
    public const string Name = "The sweeper";

    // Longer than any charger is waited for: who took this step is not waiting any more.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(5);

    private static readonly Actor Sweeper = Actor.House("sweeper");

    public async Task RunAsync(CancellationToken cancel)
    {
        await FinishAbandonedAsync(cancel);
        var (mode, batch, perCharger) = (options.Value.Mode, options.Value.BatchSize, options.Value.PerCharger);
        if (mode == StuckMode.Watch) return;

        var stuck = (await find.RunAsync(Sweeper, cancel)).Value;
        var (found, taken) = (stuck.Count, 0);
        foreach (var one in stuck.GroupBy(s => s.Row.ChargePointId).Take(batch).SelectMany(charger => charger.Take(perCharger)))
        {
            cancel.ThrowIfCancellationRequested();
            if (mode == StuckMode.Heal ? await HealAsync(one, cancel) : await ProposeAsync(one, cancel)) taken++;
        }

        if (found > 0) Swept(found, taken, mode);
    }

    private async Task<bool> HealAsync(StuckSession stuck, CancellationToken cancel)
    {
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            // Looked up once more: another node may have been faster.
            var before = await db.HealingSteps.AsNoTracking().Where(s => s.SessionId == stuck.Row.Id).OrderBy(s => s.Number).ToListAsync(cancel);
            var isAlone = !await db.Sessions.AnyAsync(s => s.ChargePointId == stuck.Row.ChargePointId && s.EndedAt == null && s.Id != stuck.Row.Id, cancel);
            if (HealingLadder.Next(stuck.Verdict, stuck.Facts, [.. before.Where(s => s.Result != StepResult.Proposed)], isAlone, stuck.Behaviour) is not { } remedy) return false;
            return (await steps.TakeAsync(Sweeper, Name, stuck, remedy, before.Count)).IsDone;
        }
    }

    private async Task<bool> ProposeAsync(StuckSession stuck, CancellationToken cancel) =>
        stuck.Verdict.Remedy is { } remedy
        && await book.ProposeAsync(stuck, remedy, Name, $"Looks stuck: {stuck.Verdict.Sentence} Proposed: {RemedyWords.Of(remedy)}.", cancel);

    // The house went down between a step's first line and its last. A person's unlock is asked for once more, for a person waits for the
    // cable; of everything else the ladder goes on by itself.
    private async Task FinishAbandonedAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var before = time.GetUtcNow() - Abandoned;
        var abandoned = await db.HealingSteps.AsNoTracking().Where(s => s.Result == StepResult.Begun && s.At < before).ToListAsync(cancel);
        foreach (var step in abandoned)
        {
            var plug = await db.Connectors.AsNoTracking().Where(c => c.Id == step.ConnectorId)
                .Join(db.ChargePoints, c => c.ChargePointId, p => p.Id, (c, p) => new { c.Number, c.OpenSessionId, p.Identity }).SingleAsync(cancel);
            if (step.Remedy != Remedy.Unlock || step.By == Name || plug.OpenSessionId is not null || !link.IsConnected(plug.Identity))
            {
                await book.FinishAsync(step, StepResult.NoAnswer, "The house went down before the answer came.", null);
                continue;
            }

            var answer = instruments.Unlocked(await link.UnlockAsync(plug.Identity, plug.Number, CancellationToken.None));
            await book.FinishAsync(
                step, answer.IsAccepted ? StepResult.Done : answer.Result is LinkResult.NoAnswer or LinkResult.NotConnected or LinkResult.HeldBack ? StepResult.NoAnswer : StepResult.Refused, answer.Words,
                $"The house went down while {step.By} was freeing connector {plug.Number}; {plug.Identity} was asked once more: {UnlockWords.Of(answer, plug.Identity)}");
        }
    }

    [LoggerMessage(LogLevel.Information, "Sweep: {Found} stuck session(s), {Taken} step(s) in mode {Mode}")]
    private partial void Swept(int found, int taken, StuckMode mode);
}
