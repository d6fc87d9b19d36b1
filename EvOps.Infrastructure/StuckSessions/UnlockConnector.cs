using System.Collections.Concurrent;
using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>The plug to be freed, as people name it.</summary>
/// <param name="ChargePointIdentity">May be left out where the station has one charge point.</param>
public sealed record UnlockRequest(Guid StationId, int ConnectorNumber, string? ChargePointIdentity);

/// <summary>What freeing a plug would come to.</summary>
/// <param name="Sessions">Those that would be closed, and what each would be billed.</param>
/// <param name="IsOnline">False where the charger cannot be asked now.</param>
/// <param name="Experience">How unlocking has fared on this kind of charger; null where it was never tried.</param>
public sealed record UnlockPreview(string ChargePoint, int ConnectorNumber, IReadOnlyList<ClosedSession> Sessions, bool IsOnline, string? Experience);

/// <summary>What freeing a plug came to.</summary>
/// <param name="Cleaned">Sessions that were closed, each with what it was billed.</param>
/// <param name="Warnings">What did not go as it should, in words; the rest was done all the same.</param>
/// <param name="Answer">The charger's.</param>
/// <param name="NextStep">Where the cable was not released: what to try next, and why.</param>
public sealed record UnlockedConnector(
    Guid? StationId, string ChargePoint, int ConnectorNumber, IReadOnlyList<ClosedSession> Cleaned, IReadOnlyList<string> Warnings, LinkAnswer Answer, string? NextStep);

/// <summary>
/// Frees a plug in one step: what holds it is closed and billed first, then the charger is asked to release the cable. Each part is
/// saved by itself, so that a charger that refuses or is away, and a session that cannot be closed, stand in nobody's way.
/// </summary>
public sealed partial class UnlockConnector(
    IDbContextFactory<EvOpsDb> databases, CloseSession close, StepBook book, ReleaseCable release, LearnBehaviour behaviours, IChargePointLink link, AuditTrail audit,
    IOptions<StuckSessionsOptions> options, StuckInstruments instruments, LiveFeed live, ILogger<UnlockConnector> log)
{
    /// <summary>Code of the refusal where the plug is held by a session that the preview did not have.</summary>
    public const string TakenMeanwhile = "taken_meanwhile";

    private readonly ConcurrentDictionary<Guid, UnderWay> underWay = new();

    private sealed record UnderWay(string By, TaskCompletionSource<Outcome<UnlockedConnector>> Done);

    public Task<Outcome<UnlockedConnector>> RunAsync(Actor actor, UnlockRequest request, CancellationToken cancel) =>
        RunAsync(actor, $"{request.StationId}/{request.ConnectorNumber}", db => NamedAsync(db, request, cancel), null, cancel);

    /// <summary>The same for a plug that is known by its id, wherever it stands, and whose preview was seen.</summary>
    /// <param name="seen">Sessions of the preview. Where another holds the plug by now it is refused: nobody ends what he did not see.</param>
    public Task<Outcome<UnlockedConnector>> RunAsync(Actor actor, Guid connectorId, IReadOnlyCollection<Guid> seen, CancellationToken cancel) =>
        RunAsync(actor, $"{connectorId}", db => KnownAsync(db, connectorId, cancel), seen, cancel);

    /// <summary>What it would come to. Nothing is done.</summary>
    public async Task<Outcome<UnlockPreview>> PreviewAsync(Actor actor, Guid connectorId, CancellationToken cancel)
    {
        var found = await FindAsync(actor, db => KnownAsync(db, connectorId, cancel), cancel);
        if (!found.IsDone) return found.Refusal;

        var (plug, open) = found.Value;
        List<ClosedSession> sessions = [];
        foreach (var session in open)
            if (await close.PreviewAsync(session.Id, cancel) is { } closed) sessions.Add(closed);
        var behaviour = (await behaviours.RunAsync(cancel)).GetValueOrDefault(ChargerModel.Of(plug.ChargePoint.Vendor, plug.ChargePoint.Model, plug.ChargePoint.Firmware));
        return new UnlockPreview(plug.ChargePoint.Identity, plug.Connector.Number, sessions, link.IsConnected(plug.ChargePoint.Identity), behaviour?.WordsOf(Remedy.Unlock));
    }

    private async Task<Outcome<UnlockedConnector>> RunAsync(Actor actor, string named, Func<EvOpsDb, Task<Outcome<Plug>>> find, IReadOnlyCollection<Guid>? seen, CancellationToken cancel)
    {
        var found = await FindAsync(actor, find, cancel);
        if (found.IsDone && seen is not null && found.Value.Open.Exists(session => !seen.Contains(session.Id))) found = HeldByAnother(found.Value.Plug);
        if (!found.IsDone)
        {
            await audit.RecordAsync(actor, "unlock connector", "connector", named, found.Refusal.Message, null, cancel);
            return found.Refusal;
        }

        // Of two who click at once one does it, and the other sees what came of it.
        var (plug, open) = found.Value;
        var mine = new UnderWay(actor.Name, new(TaskCreationOptions.RunContinuationsAsynchronously));
        var first = underWay.GetOrAdd(plug.Connector.Id, mine);
        if (first != mine) return await SeeAsync(actor, plug, first);
        try
        {
            var outcome = await FreeAsync(actor, plug, open);
            mine.Done.SetResult(outcome);
            return outcome;
        }
        catch
        {
            mine.Done.SetResult(Refuse.Conflict("unlock_failed", $"{actor.Name} was freeing the connector at the same moment, and that failed: look at it once more."));
            throw;
        }
        finally
        {
            underWay.TryRemove(plug.Connector.Id, out _);
        }
    }

    private async Task<Outcome<UnlockedConnector>> SeeAsync(Actor actor, Plug plug, UnderWay first)
    {
        var outcome = await first.Done.Task;
        var words = $"{first.By} freed connector {plug.Connector.Number} at the same moment{(outcome.IsDone ? $": {outcome.Value.Cleaned.Count} session(s) closed" : "")}.";
        await audit.RecordAsync(actor, "unlock connector", "connector", $"{plug.ChargePoint.Identity}/{plug.Connector.Number}", words, null, CancellationToken.None);
        return outcome.IsDone ? outcome.Value with { Cleaned = [], Warnings = [words] } : outcome;
    }

    private static Refusal HeldByAnother(Plug plug) =>
        Refuse.Conflict(TakenMeanwhile, $"Another session has begun at connector {plug.Connector.Number} of {plug.ChargePoint.Identity} since you looked. Nothing was done: look at it once more.");

    // From here on nothing is given up halfway: whoever asked may be gone, the plug is freed all the same.
    private async Task<Outcome<UnlockedConnector>> FreeAsync(Actor actor, Plug plug, List<Session> open)
    {
        var begun = await book.BeginAsync(plug.Connector.Id, open.Count > 0 ? open[0].Id : null, Remedy.Unlock, actor.Name);
        if (!begun.IsDone) return begun.Refusal;

        List<ClosedSession> cleaned = [];
        List<string> warnings = [];
        foreach (var session in open) await CleanAsync(session, actor, plug, cleaned, warnings);

        var answer = await release.RunAsync(begun.Value, [.. cleaned.Select(session => session.SessionId)]);
        await book.FinishAsync(begun.Value, StepBook.ResultOf(answer), answer.Words, $"{actor.Name} asked for the cable: {UnlockWords.Of(answer, plug.ChargePoint.Identity)}");
        live.Publish(new ConnectorChanged(plug.ChargePoint.StationId, plug.ChargePoint.Id, plug.Connector.Id));

        var model = ChargerModel.Of(plug.ChargePoint.Vendor, plug.ChargePoint.Model, plug.ChargePoint.Firmware);
        var next = UnlockWords.NextStep(answer, (await behaviours.RunAsync(CancellationToken.None)).GetValueOrDefault(model));
        var done = new UnlockedConnector(plug.ChargePoint.StationId, plug.ChargePoint.Identity, plug.Connector.Number, cleaned, warnings, answer, next);
        await audit.RecordAsync(
            actor, "unlock connector", "connector", $"{plug.ChargePoint.Identity}/{plug.Connector.Number}", answer.IsAccepted ? "done" : UnlockWords.Of(answer, plug.ChargePoint.Identity),
            $"{cleaned.Count} session(s) closed: {string.Join(", ", cleaned.Select(s => s.SessionId))} {string.Join(" ", warnings)}", CancellationToken.None);
        Unlocked(plug.ChargePoint.Identity, plug.Connector.Number, answer.Result, cleaned.Count, warnings.Count);
        return done;
    }

    private readonly record struct Plug(ChargePoint ChargePoint, Connector Connector);

    private static async Task<Outcome<Plug>> NamedAsync(EvOpsDb db, UnlockRequest request, CancellationToken cancel)
    {
        var found = await PlugFinder.FindAsync(db, request.StationId, request.ChargePointIdentity, request.ConnectorNumber, cancel);
        return found.IsDone ? new Plug(found.Value.ChargePoint, found.Value.Connector) : found.Refusal;
    }

    private static async Task<Outcome<Plug>> KnownAsync(EvOpsDb db, Guid connectorId, CancellationToken cancel)
    {
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Connectors.Any(k => k.Id == connectorId), cancel);
        return chargePoint is null
            ? Refuse.NotFound("connector_not_found", "There is no such connector.")
            : new Plug(chargePoint, chargePoint.Connectors.Single(k => k.Id == connectorId));
    }

    private async Task<Outcome<(Plug Plug, List<Session> Open)>> FindAsync(Actor actor, Func<EvOpsDb, Task<Outcome<Plug>>> find, CancellationToken cancel)
    {
        var mayAny = actor.May(Permission.UnlockConnectors);
        if (!mayAny && !(options.Value.DriversMayUnlock && actor.May(Permission.ChargeOwn))) return Refuse.Forbidden("Your role does not allow you to unlock connectors.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await find(db);
        if (!found.IsDone) return found.Refusal;

        var open = await db.Sessions.AsNoTracking().Where(s => s.ConnectorId == found.Value.Connector.Id && s.EndedAt == null).ToListAsync(cancel);
        if (!mayAny && (open.Count == 0 || open.Exists(s => s.DriverId != actor.UserId))) return Refuse.Forbidden("Only the plug that your own session holds can be unlocked by you.");
        return (found.Value, open);
    }

    private async Task CleanAsync(Session session, Actor actor, Plug plug, List<ClosedSession> cleaned, List<string> warnings)
    {
        try
        {
            if (await instruments.CleanUpAsync(() => close.RunAsync(session.Id, actor.Name, $"freed connector {plug.Connector.Number}", CancellationToken.None)) is not { } closed) return;
            cleaned.Add(closed);
            if (closed.ReviewReason is { } review) warnings.Add($"Session {session.Id} was closed, and its bill waits for a person: {review}");
        }
#pragma warning disable CA1031 // One session that cannot be closed stands in the way of neither the others nor the cable.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            CleanUpFailed(failure, session.Id);
            warnings.Add($"Session {session.Id} could not be closed. Try again, or close it from its page.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Unlock of {ChargePoint} connector {Connector}: {Result}, {Cleaned} session(s) closed, {Warnings} warning(s)")]
    private partial void Unlocked(string chargePoint, int connector, LinkResult result, int cleaned, int warnings);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be closed to free its plug")]
    private partial void CleanUpFailed(Exception failure, Guid sessionId);
}
