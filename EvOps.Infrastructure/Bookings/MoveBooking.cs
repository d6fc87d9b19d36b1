using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <param name="Connector">Another of the same station, by id, or by number where the station has one charge point; null: the same.</param>
public sealed record BookingMove(Guid BookingId, string? Connector, DateTimeOffset StartAt, DateTimeOffset EndAt);

/// <summary>What a move, or a new booking, would meet.</summary>
/// <param name="Stands">What stands against it; null where nothing does.</param>
/// <param name="InTheWay">The bookings that have the time.</param>
public sealed record MovePreview(Refusal? Stands, IReadOnlyList<BookingRow> InTheWay);

/// <summary>Gives a booking another time or another plug, for those who control other people's. What it would meet can be asked beforehand.</summary>
public sealed class MoveBooking(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, TellBooker booker, ReserveAtChargers chargers, AvailabilityBoard board, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    private static readonly Refusal Forbidden = Refuse.Forbidden("Your role does not allow you to move bookings.");

    /// <summary>What is offered is held for nobody.</summary>
    private static readonly Refusal OfferGone = Refuse.Conflict(PlugRules.Taken.Code, "Somebody else has just taken the connector that was offered. Another is offered in a moment, where one is free.");

    private readonly record struct Moved(Booking Booking, Guid ConnectorBefore, Guid ChargerBefore, int ReservationBefore, bool WasReserved, Told? Told);

    public async Task<Outcome<Guid>> RunAsync(Actor actor, BookingMove move, CancellationToken cancel)
    {
        return BookingAccess.IsStaff(actor) ? await MoveAsync(actor, move.BookingId, _ => move, cancel) : Forbidden;
    }

    /// <summary>Its driver, or somebody for him, takes the plug that is offered because the booked one cannot be used. It costs nothing.</summary>
    public async Task<Outcome<Guid>> TakeOfferAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var moved = await MoveAsync(actor, id, booking => OfferOf(actor, booking), cancel);
        return moved.Refusal?.Code == PlugRules.Taken.Code ? OfferGone : moved;
    }

    private Outcome<BookingMove> OfferOf(Actor actor, Booking booking)
    {
        if (!BookingAccess.MayChange(actor, booking)) return BookingAccess.NotFound;
        if (booking.OfferedConnectorId is { } offered)
        {
            // Who comes late gets what is left of his time.
            var now = time.GetUtcNow();
            return new BookingMove(booking.Id, offered.ToString(), booking.StartAt > now ? booking.StartAt : now, booking.EndAt);
        }

        return booking.OfferedAt is null
            ? Refuse.NotNow("offer_over", "The booking stands as it was: its connector can be used, and no other is offered.")
            : Refuse.NotNow("nothing_offered", "No other connector is free all that time.");
    }

    private async Task<Outcome<Guid>> MoveAsync(Actor actor, Guid id, Func<Booking, Outcome<BookingMove>> wish, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, id, wish, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var moved = outcome.Value;
        var booking = moved.Booking;
        booker.Tell(moved.Told);
        if (moved.WasReserved && booking.ReservationId != moved.ReservationBefore) chargers.ReleaseLater(moved.ChargerBefore, moved.ReservationBefore);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State));
        live.Publish(new ConnectorChanged(booking.StationId, moved.ChargerBefore, moved.ConnectorBefore));
        if (moved.ConnectorBefore != booking.ConnectorId) live.Publish(new ConnectorChanged(booking.StationId, booking.ChargePointId, booking.ConnectorId));
        return booking.Id;
    }

    /// <summary>Nothing is saved.</summary>
    public async Task<Outcome<MovePreview>> PreviewAsync(Actor actor, BookingMove move, CancellationToken cancel)
    {
        if (!BookingAccess.IsStaff(actor)) return Forbidden;
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Id == move.BookingId, cancel) is not { } booking) return BookingAccess.NotFound;

        var (decided, at) = await DecideAsync(db, booking, move, now, cancel);
        if (at is not { } plug) return new MovePreview(decided.Refusal, []);
        var others = PlugRules.InTheWay(db, plug.Connector.Id, TimeOf(move), booking.Id, now).OrderBy(b => b.StartAt);
        return new MovePreview(decided.Refusal, await BookingRow.Of(db, others).ToListAsync(cancel));
    }

    private async Task<Outcome<Moved>> TryAsync(Actor actor, Guid id, Func<Booking, Outcome<BookingMove>> wish, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.Bookings.SingleOrDefaultAsync(b => b.Id == id, cancel) is not { } booking) return BookingAccess.NotFound;
        var wished = wish(booking);
        if (!wished.IsDone) return wished.Refusal;

        var move = wished.Value;
        var before = new Moved(booking, booking.ConnectorId, booking.ChargePointId, booking.ReservationId, booking.AtCharger is ChargerReservation.Kept or ChargerReservation.Unanswered, null);
        var (decided, at) = await DecideAsync(db, booking, move, now, cancel);
        Told? told = null;
        if (decided.IsDone)
        {
            at!.Value.Connector.NoteBooked();
            told = await booker.MovedAsync(db, booking, at.Value.Station, at.Value.Connector, cancel);
        }

        audit.Note(
            db, actor, "move booking", "booking", booking.Id.ToString(), decided.Refusal?.Message ?? "done",
            string.Create(CultureInfo.InvariantCulture, $"connector {AuditTrail.Fit(move.Connector ?? "as before")}, {move.StartAt:u} to {move.EndAt:u}"));
        using (board.Writing(booking.StationId)) await db.SaveChangesAsync(cancel);
        return decided.IsDone ? before with { Told = told } : decided.Refusal;
    }

    /// <summary>The plug is there wherever it was found, also where the move is refused.</summary>
    private async Task<(Outcome Decided, FoundConnector? At)> DecideAsync(EvOpsDb db, Booking booking, BookingMove move, DateTimeOffset now, CancellationToken cancel)
    {
        var found = await PlugRules.FindAsync(db, booking.StationId, move.Connector ?? booking.ConnectorId.ToString(), cancel);
        if (!found.IsDone) return (found.Refusal, null);

        var stands = await PlugRules.StandsAgainstAsync(db, found.Value, TimeOf(move), options.Value.Limits, booking, now, cancel);
        // Last of all: it changes the booking.
        return (stands is null ? booking.Move(found.Value.Connector, TimeOf(move), BookingNumbers.Reservation(), now) : stands, found.Value);
    }

    private static Stretch TimeOf(BookingMove move) => new(move.StartAt.ToUniversalTime(), move.EndAt.ToUniversalTime());
}
