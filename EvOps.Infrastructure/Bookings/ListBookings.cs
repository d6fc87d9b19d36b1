using EvOps.Domain.Bookings;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Bookings;

/// <summary>Which bookings.</summary>
/// <param name="From">Only those that end after it.</param>
/// <param name="To">Only those that begin before it.</param>
/// <param name="UserId">Only of this person.</param>
/// <param name="Search">Part of the driver's name or address, the station's name, or the charger's identity.</param>
/// <param name="IsUpcoming">The next first, as a plan; false: the latest first.</param>
public sealed record BookingFilter(
    IReadOnlyList<BookingState>? States = null, Guid? StationId = null, Guid? ConnectorId = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    Guid? UserId = null, string? Search = null, bool IsUpcoming = false);

/// <summary>Bookings and holds. A driver sees his own, whatever he asks for; holds that have expired are none.</summary>
public sealed class ListBookings(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    public async Task<Outcome<Page<BookingRow>>> RunAsync(Actor actor, BookingFilter filter, int limit, int offset, CancellationToken cancel)
    {
        if (!BookingAccess.MaySeeAll(actor) && actor.Require(Permission.ChargeOwn, "see bookings").Refusal is { } forbidden) return forbidden;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var bookings = Filtered(db, BookingAccess.MaySeeAll(actor) ? filter : filter with { UserId = actor.UserId ?? Guid.Empty });
        var sorted = filter.IsUpcoming ? bookings.OrderBy(b => b.StartAt).ThenBy(b => b.Id) : bookings.OrderByDescending(b => b.StartAt).ThenByDescending(b => b.Id);
        var total = await sorted.CountAsync(cancel);
        var items = total > offset ? await BookingRow.Of(db, sorted.Skip(offset).Take(limit)).ToListAsync(cancel) : [];
        return new Page<BookingRow>(items, total, limit, offset);
    }

    public async Task<Outcome<BookingRow>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var booking = db.Bookings.AsNoTracking().Where(b => b.Id == id).Known(time.GetUtcNow());
        if (!BookingAccess.MaySeeAll(actor)) booking = booking.Where(b => b.UserId == actor.UserId);
        return await BookingRow.Of(db, booking).SingleOrDefaultAsync(cancel) is { } row ? row : BookingAccess.NotFound;
    }

    private IQueryable<Booking> Filtered(EvOpsDb db, BookingFilter filter)
    {
        var bookings = db.Bookings.AsNoTracking().Known(time.GetUtcNow());
        if (filter.States is { } states) bookings = bookings.Where(b => states.Contains(b.State));
        if (filter.StationId is { } station) bookings = bookings.Where(b => b.StationId == station);
        if (filter.ConnectorId is { } connector) bookings = bookings.Where(b => b.ConnectorId == connector);
        if (filter.UserId is { } user) bookings = bookings.Where(b => b.UserId == user);
        if (filter.From is { } from) bookings = bookings.Where(b => b.EndAt > from);
        if (filter.To is { } to) bookings = bookings.Where(b => b.StartAt < to);
        if (string.IsNullOrWhiteSpace(filter.Search)) return bookings;

        var (stations, chargers, people, pattern) = (db.Stations, db.ChargePoints, db.People, Like.Containing(filter.Search));
        return bookings.Where(b => stations.Any(s => s.Id == b.StationId && EF.Functions.Like(s.Name, pattern, Like.Escape))
            || chargers.Any(c => c.Id == b.ChargePointId && EF.Functions.Like(c.Identity, pattern, Like.Escape))
            || people.Any(p => p.Id == b.UserId && (EF.Functions.Like(p.DisplayName, pattern, Like.Escape) || EF.Functions.Like(p.Email!, pattern, Like.Escape))));
    }
}
