using EvOps.Domain.Alerts;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Refunds that are owed and could not be paid. Many at once are one incident: the payment service, and not each of them.</summary>
public sealed class RefundAlerts : IAlertSource
{
    private const string Failed = "refund_failed", Incident = "refunds-failed";

    /// <summary>From so many on it is not about each of them; an incident it stays down to the second number.</summary>
    private const int IncidentFrom = 5, IncidentHolds = 3;

    public string About => "refunds";

    public IReadOnlyList<string> Rules { get; } = [Failed];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<WaitingRefundsChanged>(_ => look())];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        // Since when: a dead letter's last word is its last attempt.
        var attempts = look.Db.RefundAttempts;
        var failed = await look.Db.Refunds.AsNoTracking().Where(r => r.State == RefundState.Failed).OrderBy(r => r.RequestedAt)
            .Select(r => new { Refund = r, At = attempts.Where(a => a.RefundId == r.Id).Max(a => (DateTimeOffset?)a.At) }).ToListAsync(cancel);
        if (failed.Count < (look.IsOpen(Incident) ? IncidentHolds : IncidentFrom))
            return new(failed.Select(f => new AlertSignal(
                Key(f.Refund.Id), Failed, AlertSeverity.Critical, $"A refund of {f.Refund.Amount} could not be paid",
                $"{f.Refund.Title}: {f.Refund.LastError} Try it again or reject it; its driver waits for the money.", $"/refunds/{f.Refund.Id}", f.At ?? look.Now, Needs: Permission.RequestRefunds)));

        var findings = new AlertFindings(new AlertSignal(
            Incident, Failed, AlertSeverity.Critical, $"{failed.Count} refunds could not be paid",
            $"The last answer was: {failed.MaxBy(f => f.At)!.Refund.LastError} So many at once speak for the payment service. See to it, then try them again: each is paid once.",
            "/refunds?state=Failed", failed.Min(f => f.At) ?? look.Now, Needs: Permission.RequestRefunds));
        foreach (var f in failed) findings.Merge(Key(f.Refund.Id), Incident);
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        if (over.Key == Incident)
        {
            var still = await db.Refunds.CountAsync(r => r.State == RefundState.Failed, cancel);
            return still == 0 ? "Each of them was paid, rejected, or is tried again." : $"All but {still} were paid, rejected, or are tried again; the others are alerts of their own.";
        }

        var id = Guid.Parse(over.Key.AsSpan(over.Key.LastIndexOf('/') + 1));
        var refund = await db.Refunds.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancel);
        return refund?.State switch
        {
            RefundState.Rejected => $"{refund.DecidedBy} rejected it.",
            RefundState.Done => "It was paid.",
            RefundState.Approved or RefundState.Executing => $"{refund.DecidedBy} had it tried again.",
            RefundState.Requested or RefundState.Failed or null => "It is not owed any more.",
        };
    }

    private static string Key(Guid id) => $"refund-failed/{id}";
}
