using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>The deadlines of starts and stops are the thresholds of stuck ones: what calls a start off and what calls it stuck is one number.</summary>
public sealed class StationDeadlines(ReadThresholds thresholds) : IStationDeadlines
{
    public async Task<Func<Guid?, SessionDeadlines>> ReadAsync(EvOpsDb db, CancellationToken cancel)
    {
        var now = await thresholds.RunAsync(db, cancel);
        return station => Of(now.Of(station));
    }

    private static SessionDeadlines Of(StuckThresholds limits) => new() { StartPendingMinutes = limits.StartPendingMinutes, StopPendingMinutes = limits.StopPendingMinutes };
}
