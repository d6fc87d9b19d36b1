using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Gives back what a driver is owed for a booking that is off. The room of refunds does; this one, before it on the ladder, only says what is owed.</summary>
public interface IBookingRefunds
{
    /// <summary>Adds to what is about to be saved, so that what is owed is asked for once, with the booking's end or not at all.</summary>
    /// <param name="by">Who called it off.</param>
    /// <param name="isOwed">By the rules; false where <paramref name="by"/> gives back more than they call for.</param>
    /// <returns>What has to be told once it is saved; null where there is nothing to give back.</returns>
    Task<Action?> AddAsync(EvOpsDb db, Booking booking, Station station, Actor by, bool isOwed, CancellationToken cancel);
}
