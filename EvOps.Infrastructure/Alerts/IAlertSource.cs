using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Alerts;

/// <summary>
/// A room's rules: what is wrong now, as far as this room can tell. Asked again and again; whatever is not told any more is over. So a
/// restart loses nothing, and nothing has to be taken back.
/// </summary>
public interface IAlertSource
{
    Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel);
}
