using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What somebody asks for: this plug, for this tag.</summary>
/// <param name="ChargePointIdentity">May be left out where the station has one charge point.</param>
/// <param name="BookingId">The booking that is redeemed; null: the one that keeps the plug for the tag's owner, if there is one.</param>
/// <param name="PricePerKwh">A price per kWh for this session alone, in major units; only from those who may control sessions.</param>
public sealed record StartRequest(Guid StationId, int ConnectorNumber, string IdTag, string? ChargePointIdentity, decimal? PricePerKwh = null, Guid? BookingId = null);

/// <summary>The session as it stands the moment it was asked for. Both ids stay its own for ever.</summary>
/// <param name="Words">What whoever starts should know: that the plug is booked soon; null where there is nothing to say.</param>
public sealed record StartedSession(Guid SessionId, Guid RequestId, SessionState State, string? Words = null);

/// <summary>
/// Starts a session from the outside. The plug is taken in the database before the charger hears of it; of two who ask at once
/// one saves first and the other is told that the gun is in use.
/// </summary>
public sealed class StartSession(
    IDbContextFactory<EvOpsDb> databases, AuthorizeTag tags, AuditTrail audit, IChargePointLink link, CircuitBreakers breakers, RemoteStart remoteStart, RedeemBooking redeem,
    BookingOfSession bookings,
    FollowUps followUps, LiveSessions sessions, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<StartedSession>> RunAsync(Actor actor, StartRequest request, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, request, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (session, words) = outcome.Value;
        bookings.Tell(session);
        live.Publish(new SessionChanged(session.Id, session.StationId, session.ConnectorId, session.State));
        live.Publish(new ConnectorChanged(session.StationId, session.ChargePointId, session.ConnectorId));
        _ = followUps.Run("Remote start", stop => remoteStart.AskAsync(session.Id, stop));
        return new StartedSession(session.Id, session.RequestId, session.State, words);
    }

    private async Task<Outcome<(Session Session, string? Words)>> TryAsync(Actor actor, StartRequest request, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, request, cancel);
        var outcome = found.IsDone ? await DecideAsync(db, actor, request, found.Value, now, cancel) : found.Refusal;

        if (outcome is { IsDone: false, Refusal.Code: "connector_in_use" } && found.IsDone) found.Value.Connector.NoteWanted(now);
        if (outcome.IsDone)
        {
            db.Sessions.Add(outcome.Value);
            db.SessionEvents.Add(new SessionEvent(outcome.Value.Id, now, SessionEventKind.Requested, $"{actor.Name} asked to start with tag {outcome.Value.IdTag}."));
        }

        audit.Note(db, actor, "start session", "connector", $"{request.StationId}/{request.ConnectorNumber}", outcome.Refusal?.Message ?? "done", outcome.IsDone ? $"session {outcome.Value.Id}, tag {request.IdTag}" : $"tag {request.IdTag}");
        await db.SaveChangesAsync(cancel);
        if (!outcome.IsDone) return outcome.Refusal;

        await sessions.FollowAsync(db, outcome.Value, cancel);
        var (plug, station) = (found.Value.Connector, found.Value.Station);
        return (outcome.Value, await redeem.NextAsync(db, plug.Id, plug.Number, station.TimeZone, outcome.Value.BookingId, outcome.Value.DriverId, now, cancel));
    }

    private async Task<Outcome<Session>> DecideAsync(EvOpsDb db, Actor actor, StartRequest request, FoundConnector at, DateTimeOffset now, CancellationToken cancel)
    {
        if (!actor.May(Permission.ControlSessions) && !actor.May(Permission.ChargeOwn)) return Refuse.Forbidden("Your role does not allow you to start a session.");

        var idTag = Domain.Users.IdTag.Normalise(request.IdTag);
        var tag = await tags.AskAsync(db, idTag, now, cancel);
        if (!actor.May(Permission.ControlSessions) && (tag.UserId is null || tag.UserId != actor.UserId)) return Refuse.Forbidden("This tag is not yours.");

        // Whoever may control sessions vouches for a tag the house does not know; a tag it knows and refuses stays refused.
        if (tag.IsKnown && tag.Status != TagStatus.Accepted) return Refuse.NotNow("tag_refused", $"Tag {idTag} is {tag.Status.ToString().ToLowerInvariant()}.");

        // Whoever has booked may try: he is offered another plug, and knows. An open session is told as ever.
        if (at.Connector.OpenSessionId is null && at.Station.Maintenance?.StandsAgainstStart(at.ChargePoint, at.Connector, StationClock.Of(at.Station.TimeZone), now) is { } work
            && await redeem.AskAsync(db, at, tag.UserId, request.BookingId, actor.May(Permission.ControlSessions), now, cancel) is not { IsDone: true, Value: not null })
            return work;

        if (at.ChargePoint.IsVendorManaged)
            return at.Connector.StandsAgainstStart() ?? Refuse.NotNow("vendor_managed", $"{at.ChargePoint.Identity} is run by its vendor, and cannot be started from here.");

        if (!link.IsConnected(at.ChargePoint.Identity))
            return at.ChargePoint.StandsAgainstStart() ?? at.Connector.StandsAgainstStart() ?? Refuse.NotNow("charge_point_offline", $"{at.ChargePoint.Identity} is not connected.");

        if (breakers.HeldBack(at.ChargePoint.Identity) is { } words)
            return Refuse.NotNow("circuit_open", $"{at.ChargePoint.Identity} does not follow commands: {words}.");

        if (PriceFault(actor, request.PricePerKwh) is { } fault) return fault;

        // A plug that is in use is said to be so, whoever has booked it.
        if (at.Connector.StandsAgainstStart() is { } stands) return stands;
        var booked = await redeem.AskAsync(db, at, tag.UserId, request.BookingId, actor.May(Permission.ControlSessions), now, cancel);
        if (!booked.IsDone) return booked.Refusal;

        // Last of all: it takes the plug, and a refusal after that would be saved with the plug taken, for the audit trail is.
        var offer = await StationTerms.OfferAsync(db, at.Station, cancel);
        var session = Session.Request(Ids.New(now), at.ChargePoint, at.Connector, offer, idTag, tag.UserId, now);
        if (!session.IsDone) return session;
        BookingOfSession.Begin(booked.Value, session.Value);
        if (request.PricePerKwh is { } price) session.Value.OverridePrice(price);
        return session;
    }

    private static Refusal? PriceFault(Actor actor, decimal? price)
    {
        if (price is null) return null;
        if (!actor.May(Permission.ControlSessions)) return Refuse.Forbidden("Your role does not allow you to set a session's price.");
        return price is >= 0 and <= 1_000_000 && decimal.Round(price.Value, TariffTerms.PriceDecimals) == price
            ? null
            : Refuse.InvalidField("chargingTariff", "A price per kWh is zero or more, at most 1,000,000, with at most four digits behind the point.");
    }

    private static Task<Outcome<FoundConnector>> FindAsync(EvOpsDb db, StartRequest request, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(request.IdTag) || request.IdTag.Length > Domain.Users.IdTag.LongestValue
            ? Task.FromResult<Outcome<FoundConnector>>(Refuse.InvalidField("chargeTagId", "A tag of 1 to 255 characters is needed."))
            : PlugFinder.FindAsync(db, request.StationId, request.ChargePointIdentity, request.ConnectorNumber, cancel);
}
