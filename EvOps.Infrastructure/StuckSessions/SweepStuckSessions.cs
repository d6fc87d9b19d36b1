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
    IDbContextFactory<EvOpsDb> databases, FindStuck find, TakeStep steps, StepBook book, ReleaseCable release, IChargePointLink link, IOptions<StuckSessionsOptions> options,
    TimeProvider time, ILogger<SweepStuckSessions> log)
{
    /// <summary>How it signs what it does.</summary>
    public const string Name = "The sweeper";

    private static readonly Actor Sweeper = Actor.House("sweeper");

    // Chargers that do not answer make a sweep long; what was seen before them may have gone on since.
    private static readonly TimeSpan StillTrue = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancel)
    {
        await FinishAbandonedAsync(cancel);
        var (mode, batch, perCharger) = (options.Value.Mode, options.Value.BatchSize, options.Value.PerCharger);
        if (mode == StuckMode.Watch) return;

        var all = (await find.LookAsync(Sweeper, cancel)).Value;
        var stuck = all.FindAll(s => s.Verdict.IsStuck);

        // Those whose time has not come stand in nobody's way: a batch is of what can be done now.
        var open = all.CountBy(s => s.Row.ChargePointId).ToDictionary();
        var due = mode == StuckMode.Heal
            ? stuck.FindAll(s => Next(s, s.Steps, isAlone: open[s.Row.ChargePointId] == 1) is not null)
            : stuck.FindAll(s => s.Verdict.Remedy is { } remedy && s.Steps.All(step => step.Remedy != remedy));
        var taken = 0;
        foreach (var one in due.GroupBy(s => s.Row.ChargePointId).Take(batch).SelectMany(charger => charger.Take(perCharger)))
        {
            cancel.ThrowIfCancellationRequested();
            if (await TryAsync(one, mode, cancel)) taken++;
        }

        if (stuck.Count > 0) Swept(stuck.Count, taken, mode);
    }

    private async Task<bool> TryAsync(StuckSession stuck, StuckMode mode, CancellationToken cancel)
    {
        try
        {
            return mode == StuckMode.Heal ? await HealAsync(stuck, cancel) : await ProposeAsync(stuck, cancel);
        }
#pragma warning disable CA1031 // One session that cannot be helped stands in the way of no other.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            StepFailed(failure, stuck.Row.Id);
            return false;
        }
    }

    // What was done before it was last fine is history: it is stuck anew.
    private static Remedy? Next(StuckSession stuck, IEnumerable<HealingStep> steps, bool isAlone) => HealingLadder.Next(
        stuck.Verdict, stuck.Facts, [.. steps.Where(s => s.Result != StepResult.Proposed && !(s.At <= stuck.FineAt))], isAlone, stuck.Behaviour);

    private async Task<bool> HealAsync(StuckSession seen, CancellationToken cancel)
    {
        if (await AnewAsync(seen, cancel) is not { } stuck) return false;

        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            // Looked up once more: another node may have been faster.
            var before = await db.HealingSteps.AsNoTracking().Where(s => s.SessionId == stuck.Row.Id).OrderBy(s => s.Number).ToListAsync(cancel);
            var isAlone = !await db.Sessions.AnyAsync(s => s.ChargePointId == stuck.Row.ChargePointId && s.EndedAt == null && s.Id != stuck.Row.Id, cancel);
            if (Next(stuck, before, isAlone) is not { } remedy) return false;
            return (await steps.TakeAsync(Sweeper, Name, stuck, remedy, before.Count)).IsDone;
        }
    }

    private async Task<StuckSession?> AnewAsync(StuckSession seen, CancellationToken cancel)
    {
        if (time.GetUtcNow() - seen.Facts.Now < StillTrue) return seen;
        var now = await find.FindAsync(Sweeper, seen.Row.Id.ToString(), cancel);
        return now.IsDone ? now.Value : null;
    }

    private async Task<bool> ProposeAsync(StuckSession stuck, CancellationToken cancel) =>
        stuck.Verdict.Remedy is { } remedy
        && await book.ProposeAsync(stuck, remedy, Name, $"Looks stuck: {stuck.Verdict.Sentence} Proposed: {RemedyWords.Of(remedy)}.", cancel);

    // The house went down between a step's first line and its last. A person's unlock is asked for once more, for a person waits for the
    // cable; of everything else the ladder goes on by itself.
    private async Task FinishAbandonedAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var before = time.GetUtcNow() - book.AtMost;
        var abandoned = await db.HealingSteps.AsNoTracking().Where(s => s.Result == StepResult.Begun && s.At < before).ToListAsync(cancel);
        foreach (var step in abandoned)
        {
            if (!await book.TakeUpAsync(step, Name)) continue;

            var plug = await db.Connectors.AsNoTracking().Where(c => c.Id == step.ConnectorId)
                .Join(db.ChargePoints, c => c.ChargePointId, p => p.Id, (c, p) => new { c.Number, c.OpenSessionId, p.Identity }).SingleAsync(cancel);
            if (step.Remedy != Remedy.Unlock || step.By == Name || plug.OpenSessionId is not null || !link.IsConnected(plug.Identity))
            {
                await book.FinishAsync(step, StepResult.NoAnswer, "The house went down before the answer came.", null);
                continue;
            }

            var answer = await release.RunAsync(step, []);
            await book.FinishAsync(
                step, StepBook.ResultOf(answer), answer.Words,
                $"The house went down while {step.By} was freeing connector {plug.Number}; {plug.Identity} was asked once more: {UnlockWords.Of(answer, plug.Identity)}");
        }
    }

    [LoggerMessage(LogLevel.Error, "Nothing could be done for stuck session {SessionId}; the next sweep tries again")]
    private partial void StepFailed(Exception failure, Guid sessionId);

    [LoggerMessage(LogLevel.Information, "Sweep: {Found} stuck session(s), {Taken} step(s) in mode {Mode}")]
    private partial void Swept(int found, int taken, StuckMode mode);
}
