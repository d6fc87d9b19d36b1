using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Sessions;

/// <summary>How long a start or a stop may stay unanswered, station by station: what people decided about it is kept in a room that comes later on the ladder.</summary>
public interface IStationDeadlines
{
    /// <summary>As they hold at this moment, by station; null for a charger that stands nowhere.</summary>
    Task<Func<Guid?, SessionDeadlines>> ReadAsync(EvOpsDb db, CancellationToken cancel);
}
