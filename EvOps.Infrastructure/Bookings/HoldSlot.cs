using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Bookings;

/// <param name="Connector">Its id, or its number where the station has one charge point.</param>
public sealed record HoldRequest(Guid StationId, string Connector, DateTimeOffset StartAt, DateTimeOffset EndAt);

/// <summary>Some time that is whoever holds the token's until then.</summary>
public sealed record HeldSlot(Guid BookingId, string Token, DateTimeOffset Until, int ExpiresIn);

/// <summary>
/// Keeps some time of a plug while somebody pays. Of many who want the same time at once one saves first, by the plug's row version; the
/// others decide again and hear that it is taken.
/// </summary>
public sealed class HoldSlot(
    IDbContextFactory<EvOpsDb> databases, AuditTrail audit, AvailabilityBoard board, IOptions<BookingsOptions> options, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<HeldSlot>> RunAsync(Actor actor, HoldRequest request, CancellationToken cancel)
    {
        var outcome = await Races.DecideAgainAsync(() => TryAsync(actor, request, cancel));
        if (!outcome.IsDone) return outcome.Refusal;

        var held = outcome.Value;
        live.Publish(new BookingChanged(held.Id, held.StationId, held.ConnectorId, held.State));
        return new HeldSlot(held.Id, held.Token, held.HoldUntil!.Value, options.Value.HoldTtlSeconds);
    }

    private async Task<Outcome<Booking>> TryAsync(Actor actor, HoldRequest request, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var outcome = await DecideAsync(db, actor, request, now, cancel);
        if (!outcome.IsDone && !BookingAccess.IsStaff(actor)) return outcome;

        audit.Note(
            db, actor, "hold slot", "connector", $"{request.StationId}/{AuditTrail.Fit(request.Connector)}", outcome.Refusal?.Message ?? "done",
            string.Create(CultureInfo.InvariantCulture, $"{request.StartAt:u} to {request.EndAt:u}{(outcome.IsDone ? $", booking {outcome.Value.Id}" : "")}"));
        using (board.Writing(request.StationId)) await db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<Outcome<Booking>> DecideAsync(EvOpsDb db, Actor actor, HoldRequest request, DateTimeOffset now, CancellationToken cancel)
    {
        if (BookingAccess.MayBook(actor).Refusal is { } forbidden) return forbidden;
        if (actor.UserId is not { } userId) return Refuse.Forbidden("Only a person holds a slot.");
        var found = await PlugRules.FindAsync(db, request.StationId, request.Connector, cancel);
        if (!found.IsDone) return found.Refusal;

        var (at, wanted) = (found.Value, new Stretch(request.StartAt.ToUniversalTime(), request.EndAt.ToUniversalTime()));
        if (await PlugRules.StandsAgainstAsync(db, at, wanted, options.Value.Limits, null, now, cancel) is { } refusal) return refusal;

        var number = BookingAccess.IsStaff(actor) ? 0 : await FreeNumberAsync(userId, now, cancel);
        if (number > options.Value.MaxLiveHolds)
            return Refuse.NotNow("too_many_holds", $"You hold {options.Value.MaxLiveHolds} slots already: confirm or cancel one first.");

        at.Connector.NoteBooked();
        return db.Bookings.Add(Booking.Hold(
            Ids.New(now), BookingNumbers.Token(), userId, at.Connector, at.Station, wanted, BookingNumbers.Reservation(),
            number == 0 ? null : number, now.AddSeconds(options.Value.HoldTtlSeconds), actor.Name, now)).Entity;
    }

    // Holds that have expired give their numbers back first, in a save of their own: a row must have left the unique index before
    // the next one enters. Two who take the same number at once are told apart by that index.
    private async Task<int> FreeNumberAsync(Guid userId, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var counted = await db.Bookings.Where(b => b.UserId == userId && b.HoldNumber != null).ToListAsync(cancel);
        var expired = counted.FindAll(b => b.HasExpired(now));
        foreach (var hold in expired) hold.LetGo();
        if (expired.Count > 0) await db.SaveChangesAsync(cancel);

        var taken = counted.Select(b => b.HoldNumber).ToHashSet();
        return Enumerable.Range(1, options.Value.MaxLiveHolds + 1).First(number => !taken.Contains(number));
    }
}
