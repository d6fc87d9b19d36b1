using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What a step would come to.</summary>
/// <param name="Others">Other sessions of the charger that it would end, and the driver of each.</param>
/// <param name="Ends">What closing would bill; null for every other step.</param>
/// <param name="Experience">How it has fared on this kind of charger; null where it was never tried.</param>
public sealed record StepPreview(Remedy Remedy, StuckSession Session, IReadOnlyList<SessionRow> Others, ClosedSession? Ends, string? Experience, bool NeverWorks);

/// <summary>What a step came to.</summary>
/// <param name="Words">For people.</param>
public sealed record TakenStep(Remedy Remedy, StepResult Result, string Words);

/// <summary>One step of the ladder for one open session, taken by a person or by the sweeper: the same way, written down the same.</summary>
public sealed class TakeStep(
    IDbContextFactory<EvOpsDb> databases, FindStuck find, StepBook book, ReleaseCable release, IChargePointLink link, EndSession endSession, CloseSession close, StuckInstruments instruments, AuditTrail audit)
{
    /// <param name="anyId">Session id, request id, or transaction id.</param>
    public async Task<Outcome<StepPreview>> PreviewAsync(Actor actor, string anyId, Remedy remedy, CancellationToken cancel)
    {
        var found = await FindAsync(actor, anyId, cancel);
        if (!found.IsDone) return found.Refusal;

        var stuck = found.Value;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var others = remedy is Remedy.SoftReset or Remedy.HardReset
            ? await SessionRows.Of(db, db.Sessions.AsNoTracking().Where(s => s.ChargePointId == stuck.Row.ChargePointId && s.EndedAt == null && s.Id != stuck.Row.Id)).ToListAsync(cancel)
            : [];
        var ends = remedy == Remedy.Close ? await close.PreviewAsync(stuck.Row.Id, cancel) : null;
        return new StepPreview(remedy, stuck, others, ends, stuck.Behaviour?.WordsOf(remedy), stuck.Behaviour?.NeverWorks(remedy) == true);
    }

    public async Task<Outcome<TakenStep>> RunAsync(Actor actor, string anyId, Remedy remedy, CancellationToken cancel)
    {
        var outcome = await TryAsync(actor, anyId, remedy, cancel);
        await audit.RecordAsync(actor, "take step", "session", AuditTrail.Fit(anyId), outcome.Refusal?.Message ?? outcome.Value.Words, RemedyWords.Of(remedy), CancellationToken.None);
        return outcome;
    }

    /// <summary>The sweeper's, and whoever's who may already.</summary>
    /// <param name="known">As <see cref="StepBook.BeginAsync"/> has it.</param>
    internal async Task<Outcome<TakenStep>> TakeAsync(Actor actor, string by, StuckSession stuck, Remedy remedy, int? known = null)
    {
        var begun = await book.BeginAsync(stuck.Row.ConnectorId, stuck.Row.Id, remedy, by, known);
        if (!begun.IsDone) return begun.Refusal;

        // From here on nothing is given up halfway: the charger is being asked.
        try
        {
            var (result, answer, words) = await ActAsync(actor, by, stuck, begun.Value);
            await book.FinishAsync(begun.Value, result, answer, words);
            return new TakenStep(remedy, result, words);
        }
        catch
        {
            // The plug is not kept for who has failed at it; whoever comes next may try at once.
            await book.FinishAsync(begun.Value, StepResult.NoAnswer, "It failed here, in the house.", null);
            throw;
        }
    }

    private async Task<Outcome<TakenStep>> TryAsync(Actor actor, string anyId, Remedy remedy, CancellationToken cancel)
    {
        var found = await FindAsync(actor, anyId, cancel);
        return found.IsDone ? await TakeAsync(actor, actor.Name, found.Value, remedy) : found.Refusal;
    }

    private async Task<Outcome<StuckSession>> FindAsync(Actor actor, string anyId, CancellationToken cancel)
    {
        var may = actor.Require(Permission.UnlockConnectors, "free stuck sessions");
        return may.IsDone ? await find.FindAsync(actor, anyId, cancel) : may.Refusal;
    }

    private async Task<(StepResult Result, string? Answer, string Words)> ActAsync(Actor actor, string by, StuckSession stuck, HealingStep step)
    {
        var (row, charger, remedy) = (stuck.Row, stuck.Row.ChargePoint, step.Remedy);
        switch (remedy)
        {
            case Remedy.Ask:
                return Of(by, await AskAsync(charger, row.ConnectorNumber), $"asked {charger} for the state of connector {row.ConnectorNumber}");
            case Remedy.RemoteStop:
                return Stopped(by, charger, await endSession.RunAsync(actor, row.Id.ToString(), default, waits: true));
            case Remedy.Unlock:
                return Of(by, await release.RunAsync(step, []), $"asked {charger} to release connector {row.ConnectorNumber}");
            case Remedy.SoftReset or Remedy.HardReset:
                return Of(by, await link.ResetAsync(charger, remedy == Remedy.HardReset, default), $"asked {charger} for a {(remedy == Remedy.HardReset ? "hard" : "soft")} reset");
            case Remedy.Close:
                var closed = await instruments.CleanUpAsync(() => close.RunAsync(row.Id, by, by == SweepStuckSessions.Name ? "found nothing else that helped" : "ended it from here", default));
                return (StepResult.Done, null, closed is null ? "The session had ended meanwhile." : $"{by} closed the session.");
            default:
                throw new InvalidOperationException($"{remedy} is no known remedy.");
        }
    }

    // The reading is what a silent meter owes us; whether it may be asked for is the charger's affair, and what counts is whether it comes.
    private async Task<LinkAnswer> AskAsync(string charger, int connectorNumber)
    {
        var answer = await link.AskForStatusAsync(charger, connectorNumber, default);
        if (answer.IsAccepted) await link.AskForReadingAsync(charger, connectorNumber, default);
        return answer;
    }

    private static (StepResult, string?, string) Stopped(string by, string charger, Outcome<EndedSession> ended)
    {
        var words = $"{by} asked {charger} to stop: {(ended.IsDone ? ended.Value.Words : ended.Refusal.Message)}";
        if (!ended.IsDone) return (StepResult.Refused, null, words);
        return ended.Value.Answer is { } answer ? (StepBook.ResultOf(answer), answer.Result == LinkResult.NoAnswer ? null : answer.Words, words) : (StepResult.Done, null, words);
    }

    private static (StepResult, string?, string) Of(string by, LinkAnswer answer, string deed) => (StepBook.ResultOf(answer), answer.Result switch
    {
        LinkResult.Accepted or LinkResult.Rejected or LinkResult.Error or LinkResult.HeldBack => answer.Words,
        LinkResult.NoAnswer or LinkResult.NotConnected => null,
    }, answer.Result switch
    {
        LinkResult.Accepted => $"{by} {deed}: agreed.",
        LinkResult.Rejected or LinkResult.Error => $"{by} {deed}: {answer.Words}.",
        LinkResult.NoAnswer or LinkResult.NotConnected => $"{by} {deed}, and got no answer.",
        LinkResult.HeldBack => $"{by} wanted this: {deed}. It was not sent: {answer.Words}.",
    });
}
