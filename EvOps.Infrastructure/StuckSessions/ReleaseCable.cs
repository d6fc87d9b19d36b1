using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Asks a charger to release a cable. Whoever wants it, a person, the sweeper, or what a crash cut off, the same follows: the plug is free
/// in the books, other systems hear of it, and the charger is asked what has really become of it.
/// </summary>
public sealed class ReleaseCable(
    IDbContextFactory<EvOpsDb> databases, IChargePointLink link, StuckInstruments instruments, WebhookOutbox outbox, FollowUps followUps, LiveFeed live, TimeProvider time)
{
    private sealed record Plug(HealingStep Step, string ChargePoint, Guid ChargePointId, Guid? StationId, int Number, IReadOnlyCollection<Guid> Cleared)
    {
        /// <summary>Whose timelines tell what became of it.</summary>
        public IEnumerable<Guid> Sessions => Step.SessionId is { } own ? Cleared.Append(own).Distinct() : Cleared;
    }

    /// <param name="step">Begun, and of this plug.</param>
    /// <param name="cleared">Sessions that were closed for it.</param>
    public async Task<LinkAnswer> RunAsync(HealingStep step, IReadOnlyCollection<Guid> cleared)
    {
        var plug = await FindAsync(step, cleared);
        var answer = instruments.Unlocked(await link.UnlockAsync(plug.ChargePoint, plug.Number, CancellationToken.None));
        if (!answer.IsAccepted) return answer;

        var now = time.GetUtcNow();
        await Races.DecideAgainAsync(() => NoteAsync(plug, now));
        outbox.Wake();
        live.Publish(new ConnectorChanged(plug.StationId, plug.ChargePointId, step.ConnectorId));

        // Said is not done: the charger is asked what has become of the plug, and its answer shows wherever the plug does.
        _ = followUps.Run("See what became of an unlocked plug", stop => SeeAsync(plug, now, stop));
        return answer;
    }

    private async Task<Plug> FindAsync(HealingStep step, IReadOnlyCollection<Guid> cleared)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await db.Connectors.AsNoTracking().Where(c => c.Id == step.ConnectorId)
            .Join(db.ChargePoints, c => c.ChargePointId, p => p.Id, (c, p) => new { p.Identity, p.Id, p.StationId, c.Number }).SingleAsync();
        return new Plug(step, found.Identity, found.Id, found.StationId, found.Number, cleared);
    }

    private async Task<bool> NoteAsync(Plug plug, DateTimeOffset now)
    {
        await using var db = await databases.CreateDbContextAsync();
        (await db.Connectors.SingleAsync(c => c.Id == plug.Step.ConnectorId)).NoteUnlocked(now);
        await outbox.AddAsync(
            db, WebhookEventType.ConnectorUnlocked, plug.Step.Id.ToString(),
            new
            {
                chargePointId = plug.ChargePoint,
                connectorNumber = plug.Number,
                connectorId = plug.Step.ConnectorId,
                plug.StationId,
                clearedSessions = plug.Cleared,
                unlockedBy = plug.Step.By,
            },
            now, default);
        await db.SaveChangesAsync();
        return true;
    }

    private async Task<bool> SeeAsync(Plug plug, DateTimeOffset unlockedAt, CancellationToken stop)
    {
        await link.AskForStatusAsync(plug.ChargePoint, plug.Number, stop);
        if (!plug.Sessions.Any()) return true;

        var became = UnlockWords.Became(plug.Number, await HearAsync(plug, unlockedAt, stop), time.GetUtcNow() - unlockedAt);
        await using var db = await databases.CreateDbContextAsync(stop);
        var kind = became.IsFree == true ? SessionEventKind.Accepted : SessionEventKind.Warning;
        foreach (var session in plug.Sessions)
            db.SessionEvents.Add(new SessionEvent(session, time.GetUtcNow(), kind, became.NextStep is { } next ? $"{became.Words} {next}" : became.Words));
        await db.SaveChangesAsync(stop);
        live.Publish(new StuckSessionsChanged(Wakes: false));
        return true;
    }

    // What the charger says of the plug after it was unlocked; Unknown where it says nothing in time.
    private async Task<ConnectorStatus> HearAsync(Plug plug, DateTimeOffset unlockedAt, CancellationToken stop)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var plugs = live.Subscribe<ConnectorChanged>(change => { if (change.ConnectorId == plug.Step.ConnectorId) Volatile.Read(ref heard).TrySetResult(); });
        for (var until = unlockedAt + UnlockWords.Patience; ;)
        {
            var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref heard, wake);
            await using (var db = await databases.CreateDbContextAsync(stop))
            {
                var told = await db.Connectors.AsNoTracking().Where(c => c.Id == plug.Step.ConnectorId).Select(c => new { c.Status, c.StatusHeardAt }).SingleAsync(stop);
                if (told.Status != ConnectorStatus.Unknown && told.StatusHeardAt >= unlockedAt) return told.Status;
            }

            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero) return ConnectorStatus.Unknown;
            await Task.WhenAny(wake.Task, Task.Delay(left, time, stop));
            stop.ThrowIfCancellationRequested();
        }
    }
}
