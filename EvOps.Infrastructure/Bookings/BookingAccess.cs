using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Users;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Whose booking is whose business. A driver sees his own; of others he does not learn that they are there.</summary>
internal static class BookingAccess
{
    public static readonly Refusal NotFound = Refuse.NotFound("booking_not_found", "There is no such booking.");

    /// <summary>Makes, moves and cancels for others.</summary>
    public static bool IsStaff(Actor actor) => actor.May(Permission.ControlSessions);

    public static bool MaySeeAll(Actor actor) => actor.May(Permission.ViewNetwork);

    public static bool MayChange(Actor actor, Booking booking) => IsStaff(actor) || (actor.UserId is { } me && booking.UserId == me);

    public static Outcome MayBook(Actor actor) =>
        IsStaff(actor) || (actor.UserId is not null && actor.May(Permission.ChargeOwn)) ? Outcome.Done : Refuse.Forbidden("Your role does not allow you to book.");
}
