using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>All there is to say of one session.</summary>
/// <param name="Events">What happened, oldest first.</param>
/// <param name="Bill">Null while it is open, where it is held and nothing was billed before, and where there is no price.</param>
/// <param name="ChargedUntil">When the car had what it wanted; null while open.</param>
/// <param name="Address">Of the station.</param>
/// <param name="Deadlines">How long a start or a stop may stay unanswered where it is.</param>
public sealed record SessionDetail(
    SessionRow Row, string? DriverEmail, IReadOnlyList<SessionEvent> Events, Bill? Bill, DateTimeOffset? ChargedUntil, string? Address, SessionDeadlines Deadlines);

/// <summary>One session, by any of its ids. A driver sees his own.</summary>
public sealed class ShowSession(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions, IStationDeadlines deadlines)
{
    /// <param name="anyId">Session id, request id, or transaction id.</param>
    public async Task<Outcome<SessionDetail>> RunAsync(Actor actor, string anyId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var row = await SessionRows.Of(db, SessionIds.Named(db.Sessions.AsNoTracking(), anyId)).SingleOrDefaultAsync(cancel);
        if (row is null) return SessionAccess.NotFound;
        if (SessionAccess.Refusal(actor, row.DriverId) is { } refusal) return refusal;

        var rest = await db.Sessions.AsNoTracking().Where(s => s.Id == row.Id).Select(s => new { s.Bill, s.ChargedUntil }).SingleAsync(cancel);
        var address = await db.Stations.Where(s => s.Id == row.StationId).Select(s => s.Address).SingleOrDefaultAsync(cancel);
        var email = row.DriverId is null ? null : await db.People.Where(p => p.Id == row.DriverId).Select(p => p.Email).SingleOrDefaultAsync(cancel);
        var events = await db.SessionEvents.AsNoTracking().Where(e => e.SessionId == row.Id).ToListAsync(cancel);

        // Sorted here: SQL Server compares Guids in an order of its own.
        return new SessionDetail(row.With(sessions), email, [.. events.OrderBy(e => e.At).ThenBy(e => e.Id)], rest.Bill, rest.ChargedUntil, address, (await deadlines.ReadAsync(db, cancel))(row.StationId));
    }
}
