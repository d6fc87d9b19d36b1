using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What closing a session comes to, or came to.</summary>
/// <param name="EnergyWh">What is billed; null where the meter cannot be believed and a person has to decide.</param>
/// <param name="RegisterWh">The reading it is closed at.</param>
/// <param name="ReadingAt">When that was told; null where there was none.</param>
/// <param name="ReviewReason">Why a person has to decide about the bill, or should look at it.</param>
/// <param name="WaiveReason">Why nobody pays, where the policy says so.</param>
/// <param name="Waived">What it would have cost without the policy; null where that is nothing, or not known.</param>
/// <param name="HasDriver">Somebody is told.</param>
public sealed record ClosedSession(
    Guid SessionId, int? TransactionId, SessionState State, long? EnergyWh, Money? Cost, long? RegisterWh, DateTimeOffset? ReadingAt, string? ReviewReason,
    string? WaiveReason = null, Money? Waived = null, bool HasDriver = false);

/// <summary>
/// Closes a session that its charger does not end: at the last reading that can be believed, billed, its plug free. Actor, reason and
/// the reading stand in the timeline. A StopTransaction that comes all the same corrects the bill. The driver pays as the policy says, and
/// is told.
/// </summary>
public sealed class CloseSession(
    IDbContextFactory<EvOpsDb> databases, BookBill books, TellDriver driver, BookingOfSession bookings, WebhookOutbox outbox, IOptions<SessionsOptions> options, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    /// <param name="why">Goes to the timeline behind the actor's name: "freed connector 2".</param>
    /// <returns>Null where it had ended already, or is not there.</returns>
    public async Task<ClosedSession?> RunAsync(Guid sessionId, string actorName, string why, CancellationToken cancel)
    {
        if (await Races.DecideAgainAsync(() => TryAsync(sessionId, actorName, why, cancel)) is not { } closed) return null;

        var (session, trail) = (closed.Session, closed.Trail);
        books.Tell(closed.Booked);
        driver.Tell(closed.Told);
        bookings.Tell(session);
        outbox.Wake();
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        return Of(session, trail);
    }

    /// <summary>What it would come to. Nothing is saved.</summary>
    public async Task<ClosedSession?> PreviewAsync(Guid sessionId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancel);
        if (session is null) return null;

        var connector = await db.Connectors.AsNoTracking().SingleAsync(c => c.Id == session.ConnectorId, cancel);
        var trail = await MeterTrails.OfAsync(db, session, cancel);
        return End(session, trail, connector, time.GetUtcNow()) ? Of(session, trail) : null;
    }

    private readonly record struct Closed(Session Session, MeterTrail Trail, Booked? Booked, Told? Told);

    private async Task<Closed?> TryAsync(Guid sessionId, string actorName, string why, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == sessionId, cancel);
        if (session is null) return null;

        var connector = await db.Connectors.SingleAsync(c => c.Id == session.ConnectorId, cancel);
        var trail = await MeterTrails.OfAsync(db, session, cancel);
        if (!End(session, trail, connector, now)) return null;

        db.SessionEvents.Add(new SessionEvent(sessionId, now, SessionEventKind.Stopped, WordsOf(session, trail, actorName, why)));
        if (session.ReviewReason is { } review) db.SessionEvents.Add(new SessionEvent(sessionId, now, SessionEventKind.Warning, review));
        if (session.WaiveReason is { } reason) db.SessionEvents.Add(new SessionEvent(sessionId, now, SessionEventKind.Billed, WordsOfWaiver(session, reason)));
        var booked = await books.AddAsync(db, session, actorName, cancel);
        var isDriver = await db.People.AnyAsync(p => p.Id == session.DriverId && p.Email == actorName, cancel);
        var told = await driver.AddAsync(db, session, place => DriverNews.Closed(session, place, isDriver), null, cancel);
        await outbox.AddAsync(db, WebhookEventType.SessionForceEnded, $"{sessionId}/{session.Bookings}/{now.UtcTicks}", EventOf(session, trail, actorName, why), now, cancel);
        await bookings.FollowAsync(db, session, cancel);
        await db.SaveChangesAsync(cancel);
        await sessions.FollowAsync(db, session, cancel);
        return new Closed(session, trail, booked, told);
    }

    private static object EventOf(Session session, MeterTrail trail, string actorName, string why) => new
    {
        sessionId = session.Id,
        session.TransactionId,
        chargePointId = session.ChargePointIdentity,
        session.ConnectorNumber,
        session.StationId,
        session.IdTag,
        status = session.State.ToString().ToUpperInvariant(),
        session.StartedAt,
        session.EndedAt,
        energyKwh = session.EnergyWh / 1000m,
        costAmount = session.Cost?.Amount,
        session.Currency,
        meterStopWh = trail.LastRegisterWh,
        endedBy = actorName,
        reason = why,
    };

    private bool End(Session session, MeterTrail trail, Connector connector, DateTimeOffset now)
    {
        if (!session.ForceEnd(trail, connector, now)) return false;
        if (options.Value.FeePolicy.ReasonToWaive(session) is { } reason) session.WaiveByPolicy(reason);
        return true;
    }

    private static string WordsOfWaiver(Session session, string reason) => session.WaivedAmount is { } waived
        ? $"The bill of {waived} was waived; {reason}."
        : $"Nothing is charged, whatever the charger may still tell; {reason}.";

    private static string WordsOf(Session session, MeterTrail trail, string actorName, string why) => session.StartedAt is null
        ? $"{actorName} {why}; the start was called off."
        : $"{actorName} {why}; the session was closed at {(trail.LastRegisterWh is { } wh ? MeterRules.Register(wh) : "its start, for the meter told no reading")}.";

    private static ClosedSession Of(Session session, MeterTrail trail) => new(
        session.Id, session.TransactionId, session.State, session.EnergyWh, session.Cost,
        session.StartedAt is null ? null : trail.LastRegisterWh ?? session.MeterStartWh, trail.LastRegisterWh is null ? null : trail.LastAt,
        session.WaiveReason is null ? session.ReviewReason : null, session.WaiveReason, session.WaivedAmount, session.DriverId is not null);
}
