using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <param name="UserId">For whom.</param>
/// <param name="Connector">Its id, or its number where the station has one charge point.</param>
/// <param name="IsFree">The driver pays no fee for it.</param>
public sealed record NewBooking(Guid UserId, Guid StationId, string Connector, DateTimeOffset StartAt, DateTimeOffset EndAt, bool IsFree = false);

/// <summary>Books for a driver who asks for it on the phone: confirmed at once, by the same rules as a driver's own.</summary>
public sealed class CreateBooking(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, ChargeFee fees, TellBooker booker, AvailabilityBoard board, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<Guid>> RunAsync(Actor actor, NewBooking wish, CancellationToken cancel)
    {
        if (!BookingAccess.IsStaff(actor)) return Refuse.Forbidden("Your role does not allow you to book for others.");

        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, wish, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var (booking, told) = outcome.Value;
        if (booking.FeeMinorUnits > 0) live.Publish(new WalletChanged(booking.UserId));
        booker.Tell(told);
        live.Publish(new BookingChanged(booking.Id, booking.StationId, booking.ConnectorId, booking.State, IsConfirmation: true));
        return booking.Id;
    }

    /// <summary>What such a booking would meet. Nothing is saved.</summary>
    public async Task<Outcome<MovePreview>> PreviewAsync(Actor actor, Guid stationId, string connector, DateTimeOffset startAt, DateTimeOffset endAt, CancellationToken cancel)
    {
        if (!BookingAccess.IsStaff(actor)) return Refuse.Forbidden("Your role does not allow you to book for others.");

        var (now, wanted) = (time.GetUtcNow(), new Stretch(startAt.ToUniversalTime(), endAt.ToUniversalTime()));
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await PlugRules.FindAsync(db, stationId, connector, cancel);
        if (!found.IsDone) return new MovePreview(found.Refusal, []);

        var stands = await PlugRules.StandsAgainstAsync(db, found.Value, wanted, options.Value.Limits, null, now, cancel);
        var others = PlugRules.InTheWay(db, found.Value.Connector.Id, wanted, null, now).OrderBy(b => b.StartAt);
        return new MovePreview(stands, await BookingRow.Of(db, others).ToListAsync(cancel));
    }

    private async Task<Outcome<(Booking Booking, Told? Told)>> TryAsync(Actor actor, NewBooking wish, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, wish, now, cancel);
        audit.Note(
            db, actor, "create booking", "connector", $"{wish.StationId}/{AuditTrail.Fit(wish.Connector)}", outcome.Refusal?.Message ?? "done",
            string.Create(CultureInfo.InvariantCulture, $"for {wish.UserId}, {wish.StartAt:u} to {wish.EndAt:u}{(outcome.IsDone ? $", booking {outcome.Value.Booking.Id}" : "")}"));
        using (board.Writing(wish.StationId)) await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<(Booking Booking, Told? Told)>> DecideAsync(EvOpsDb db, Actor actor, NewBooking wish, DateTimeOffset now, CancellationToken cancel)
    {
        if (await db.People.AsNoTracking().Where(p => p.Id == wish.UserId).Select(p => (bool?)p.IsDisabled).SingleOrDefaultAsync(cancel) is not { } isDisabled)
            return Refuse.InvalidField("userId", "There is no person with this id.");
        if (isDisabled) return Refuse.InvalidField("userId", "This person's account is disabled.");
        var found = await PlugRules.FindAsync(db, wish.StationId, wish.Connector, cancel);
        if (!found.IsDone) return found.Refusal;

        var (at, wanted) = (found.Value, new Stretch(wish.StartAt.ToUniversalTime(), wish.EndAt.ToUniversalTime()));
        if (await PlugRules.StandsAgainstAsync(db, at, wanted, options.Value.Limits, null, now, cancel) is { } refusal) return refusal;

        at.Connector.NoteBooked();
        var fee = wish.IsFree ? Money.Zero(at.Station.Currency) : Money.FromAmount(options.Value.Fee, at.Station.Currency);
        var booking = db.Bookings.Add(Booking.For(
            Ids.New(now), BookingNumbers.Token(), wish.UserId, at.Connector, at.Station, wanted, BookingNumbers.Reservation(), fee, actor.Name, now)).Entity;
        await fees.AddAsync(db, booking, at.Station, actor.Name, cancel);
        return (booking, await booker.ConfirmedAsync(db, booking, at.Station, at.Connector, cancel));
    }
}
