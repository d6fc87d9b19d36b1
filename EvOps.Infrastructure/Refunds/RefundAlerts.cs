using EvOps.Domain.Alerts;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Refunds that are owed and could not be paid. Many at once are one incident: the payment service, and not each of them.</summary>
public sealed class RefundAlerts : IAlertSource
{
    /// <summary>From so many on it is not about each of them.</summary>
    private const int IncidentFrom = 5;

    public async Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        // Since when: a dead letter's last word is its last attempt.
        var attempts = db.RefundAttempts;
        var failed = await db.Refunds.AsNoTracking().Where(r => r.State == RefundState.Failed).OrderBy(r => r.RequestedAt)
            .Select(r => new { Refund = r, At = attempts.Where(a => a.RefundId == r.Id).Max(a => (DateTimeOffset?)a.At) }).ToListAsync(cancel);
        if (failed.Count >= IncidentFrom)
        {
            return
            [
                new(
                    "refunds-failed", "refund_failed", AlertSeverity.Critical, $"{failed.Count} refunds could not be paid",
                    $"The last answer was: {failed.MaxBy(f => f.At)!.Refund.LastError} So many at once speak for the payment service. See to it, then try them again: each is paid once.",
                    "/refunds?state=Failed", failed.Min(f => f.At) ?? now),
            ];
        }

        return [.. failed.Select(f => new AlertSignal(
            $"refund-failed/{f.Refund.Id}", "refund_failed", AlertSeverity.Critical, $"A refund of {f.Refund.Amount} could not be paid",
            $"{f.Refund.Title}: {f.Refund.LastError} Try it again or reject it; its driver waits for the money.", $"/refunds/{f.Refund.Id}", f.At ?? now))];
    }
}
