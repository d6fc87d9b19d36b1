using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Every remedy is written down before it is taken and once more when it is known what came of it; in between the plug is nobody else's
/// to work at. A crash leaves the first line, which the sweeper finds.
/// </summary>
public sealed class StepBook(IDbContextFactory<EvOpsDb> databases, LearnBehaviour behaviours, IChargePointLink link, LiveFeed live, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>Longer than any charger is waited for, another's command that is under way before ours included: who has not finished by then is not waiting any more.</summary>
    public TimeSpan AtMost => TimeSpan.FromMinutes(1) + (link.LongestAnswer * 2) is var most && most > Shortest ? most : Shortest;

    public static StepResult ResultOf(LinkAnswer answer) => answer.Result switch
    {
        LinkResult.Accepted => StepResult.Done,
        LinkResult.Rejected or LinkResult.Error => StepResult.Refused,
        LinkResult.NoAnswer or LinkResult.NotConnected or LinkResult.HeldBack => StepResult.NoAnswer,
    };

    /// <param name="known">How many steps of the session the caller decided by; null: whatever was done before.</param>
    /// <returns>Refused where somebody is at the plug already, or was there since the caller looked.</returns>
    public Task<Outcome<HealingStep>> BeginAsync(Guid connectorId, Guid? sessionId, Remedy remedy, string by, int? known = null) =>
        Races.DecideAgainAsync(() => TryBeginAsync(connectorId, sessionId, remedy, by, known));

    /// <param name="answer">The charger's own word; null where it said none.</param>
    /// <param name="words">For the session's timeline; null where there is nothing to say there.</param>
    public async Task FinishAsync(HealingStep step, StepResult result, string? answer, string? words)
    {
        await Races.DecideAgainAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync();
            (await db.HealingSteps.SingleAsync(s => s.Id == step.Id)).Finish(result, answer);
            (await db.Connectors.SingleAsync(c => c.Id == step.ConnectorId)).FinishRemedy(step.Id);
            if (words is not null && step.SessionId is { } session) db.SessionEvents.Add(new SessionEvent(session, time.GetUtcNow(), SessionEventKind.Warning, words));
            return await db.SaveChangesAsync();
        });
        behaviours.Forget();
        if (step.SessionId is { } changed) await TellAsync(changed);
    }

    /// <summary>A step that nobody goes on with is taken up. False where somebody is at the plug, or has finished it since it was looked for.</summary>
    public Task<bool> TakeUpAsync(HealingStep step, string by) => Races.DecideAgainAsync(async () =>
    {
        await using var db = await databases.CreateDbContextAsync();
        // The plug first: who finishes the step after that changes the plug, too, and this save loses.
        var plug = await db.Connectors.SingleAsync(c => c.Id == step.ConnectorId);
        if (!await db.HealingSteps.AnyAsync(s => s.Id == step.Id && s.Result == StepResult.Begun)) return false;
        if (!plug.BeginRemedy(step.Id, by, AtMost, time.GetUtcNow()).IsDone) return false;
        await db.SaveChangesAsync();
        return true;
    });

    /// <summary>Only said, not done: written down once for each remedy. False where it was said before.</summary>
    public async Task<bool> ProposeAsync(StuckSession stuck, Remedy remedy, string by, string words, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var before = await db.HealingSteps.Where(s => s.SessionId == stuck.Row.Id).Select(s => s.Remedy).ToListAsync(cancel);
        if (before.Contains(remedy)) return false;

        var now = time.GetUtcNow();
        db.HealingSteps.Add(new HealingStep(stuck.Row.Id, before.Count + 1, stuck.Row.ConnectorId, stuck.Model, remedy, StepResult.Proposed, by, now));
        db.SessionEvents.Add(new SessionEvent(stuck.Row.Id, now, SessionEventKind.Warning, words));
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException lost) when (Races.IsLostRace(lost))
        {
            return false;
        }

        Tell(stuck.Row.Id, stuck.Row.StationId, stuck.Row.ConnectorId, stuck.Row.State);
        return true;
    }

    private async Task<Outcome<HealingStep>> TryBeginAsync(Guid connectorId, Guid? sessionId, Remedy remedy, string by, int? known)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync();
        var connector = await db.Connectors.SingleAsync(c => c.Id == connectorId);
        var charger = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == connector.ChargePointId);
        int? number = sessionId is null ? null : await db.HealingSteps.CountAsync(s => s.SessionId == sessionId) + 1;
        if (known is { } steps && number != steps + 1) return Refuse.Conflict("step_taken", "Somebody else has just taken a step here.");
        var step = new HealingStep(sessionId, number, connectorId, ChargerModel.Of(charger.Vendor, charger.Model, charger.Firmware), remedy, StepResult.Begun, by, now);
        var begun = connector.BeginRemedy(step.Id, by, AtMost, now);
        if (!begun.IsDone) return begun.Refusal;

        db.HealingSteps.Add(step);
        await db.SaveChangesAsync();
        return step;
    }

    private async Task TellAsync(Guid sessionId)
    {
        await using var db = await databases.CreateDbContextAsync();
        var session = await db.Sessions.AsNoTracking().Where(s => s.Id == sessionId).Select(s => new { s.StationId, s.ConnectorId, s.State }).SingleAsync();
        Tell(sessionId, session.StationId, session.ConnectorId, session.State);
    }

    private void Tell(Guid sessionId, Guid? stationId, Guid connectorId, SessionState state)
    {
        live.Publish(new SessionChanged(sessionId, stationId, connectorId, state));
        live.Publish(new StuckSessionsChanged(Wakes: true));
    }
}
