using EvOps.Domain.Alerts;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>What is wrong with chargers that they do not tell themselves: what health monitors see, and that commands are not followed.</summary>
public sealed class FaultAlerts(CircuitBreakers breakers) : IAlertSource
{
    public async Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        string[] deaf = [.. breakers.Known.Where(identity => breakers.Read(identity).State != BreakerState.Closed)];
        var wrong = await db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && (c.MonitorFaultSince != null || deaf.Contains(c.Identity)))
            .Select(c => new { c.Id, c.Identity, c.StationId, c.MonitorFaultSince, c.MonitorFaultReason }).ToListAsync(cancel);
        List<AlertSignal> signals = [];
        foreach (var c in wrong)
        {
            var page = $"/chargers/{Uri.EscapeDataString(c.Identity)}";
            if (c.MonitorFaultSince is { } since)
                signals.Add(new(
                    $"monitor-fault/{c.Id}", "monitor_fault", AlertSeverity.Critical, $"A health monitor sees a fault at {c.Identity}",
                    $"{(c.MonitorFaultReason is null ? "It gave no reason." : $"“{c.MonitorFaultReason}”.")} No new session begins there until the monitor reports it healthy; those that run go on.", page, since, c.Identity, c.StationId));
            if (deaf.Contains(c.Identity))
                signals.Add(new(
                    $"commands-held-back/{c.Id}", "commands_held_back", AlertSeverity.Warning, $"{c.Identity} does not follow commands",
                    "The last commands failed one after the other: none is sent for a while, then the next on trial. A restart on site cures most of them.", page, now, c.Identity, c.StationId));
        }

        return signals;
    }
}
