using EvOps.Domain.Alerts;
using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Refunds that are owed and could not be paid: many at once are one incident, the payment service, and not each of them. And money that went astray: paid
/// although it was rejected, under way for too long, or come in another sum than was asked for.
/// </summary>
public sealed class RefundAlerts(IOptions<RefundsOptions> options) : IAlertSource
{
    private const string Failed = "refund_failed", Astray = "refund_astray", UnderWay = "refund_under_way", Odd = "payment_odd", Incident = "refunds-failed";

    /// <summary>From so many on it is not about each of them; an incident it stays down to the second number.</summary>
    private const int IncidentFrom = 5, IncidentHolds = 3;
    private const int MostSignals = 20;
    private const string MoreAstray = "refund-astray/more", MoreUnderWay = "refund-under-way/more", MoreOdd = "payment-odd/more";

    public string About => "refunds";

    public IReadOnlyList<AlertRule> Rules { get; } =
    [
        new(Failed, $"A refund could not be paid, or came back from the bank; {IncidentFrom} or more at once are one incident."),
        new(Astray, "A refund was paid although it was rejected."),
        new(UnderWay, "A refund has been under way for longer than the payment service should take."),
        new(Odd, "A payment came in another sum than was asked for."),
    ];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<WaitingRefundsChanged>(_ => look()), live.Subscribe<PaymentChanged>(_ => look())];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = await FailedAsync(look, cancel);
        foreach (var signal in (AlertSignal[])[.. await AstrayAsync(look.Db, cancel), .. await UnderWayAsync(look.Db, look.Now, cancel), .. await OddAsync(look.Db, cancel)]) findings.Raise(signal);
        return findings;
    }

    /// <summary>Beside those that are shown one by one, one alert says how many more there are: none is kept back without a word.</summary>
    private static IEnumerable<AlertSignal> Rest(int all, string key, string rule, AlertSeverity severity, string what, string words, string link, DateTimeOffset since, Permission needs)
    {
        if (all > MostSignals) yield return new(key, rule, severity, $"{all - MostSignals} more {what}", words, link, since, Needs: needs);
    }

    private static async Task<IReadOnlyList<AlertSignal>> AstrayAsync(EvOpsDb db, CancellationToken cancel)
    {
        var all = db.Refunds.AsNoTracking().Where(r => r.TroubleAt != null).OrderBy(r => r.TroubleAt).ThenBy(r => r.Id);
        var astray = await all.Take(MostSignals).ToListAsync(cancel);
        return [
            .. Rest(astray.Count < MostSignals ? 0 : await all.CountAsync(cancel), MoreAstray, Astray, AlertSeverity.Critical, "refunds were paid although they were rejected",
                "They come up one by one as the others are seen to.", "/refunds?state=Done", astray.Count == 0 ? default : astray[^1].TroubleAt!.Value, Permission.RequestRefunds),
            .. astray.Select(r => new AlertSignal(
            $"refund-astray/{r.Id}", Astray, AlertSeverity.Critical, $"A refund of {r.Amount} was paid although it was rejected", $"{r.Title}: {r.Trouble} See to it, and say what was done.", $"/refunds/{r.Id}", r.TroubleAt!.Value, Needs: Permission.RequestRefunds))];
    }

    private async Task<IReadOnlyList<AlertSignal>> UnderWayAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now - TimeSpan.FromHours(options.Value.LongestUnderWayHours);
        var all = db.Refunds.AsNoTracking().Where(r => r.UnderWaySince != null && r.UnderWaySince <= since).OrderBy(r => r.UnderWaySince).ThenBy(r => r.Id);
        var slow = await all.Take(MostSignals).ToListAsync(cancel);
        return [
            .. Rest(slow.Count < MostSignals ? 0 : await all.CountAsync(cancel), MoreUnderWay, UnderWay, AlertSeverity.Warning, "refunds have been under way for too long",
                "So many at once speak for the payment service: ask there.", "/refunds", slow.Count == 0 ? default : slow[^1].UnderWaySince!.Value, Permission.RequestRefunds),
            .. slow.Select(r => new AlertSignal(
            $"refund-under-way/{r.Id}", UnderWay, AlertSeverity.Warning, $"A refund of {r.Amount} has been under way for {Math.Floor((now - r.UnderWaySince!.Value).TotalDays):0} days",
            $"{r.Title}: the payment service has it as {r.GatewayReference} and does not say what came of it. Ask there; its driver waits for the money.", $"/refunds/{r.Id}", r.UnderWaySince.Value, Needs: Permission.RequestRefunds))];
    }

    private static async Task<IReadOnlyList<AlertSignal>> OddAsync(EvOpsDb db, CancellationToken cancel)
    {
        var all = SeeToPayment.Odd(db).OrderBy(p => p.BegunAt).ThenBy(p => p.Id);
        var odd = await all.Take(MostSignals).ToListAsync(cancel);
        return [
            .. Rest(odd.Count < MostSignals ? 0 : await all.CountAsync(cancel), MoreOdd, Odd, AlertSeverity.Critical, "payments came in another sum than was asked for",
                "They come up one by one as the others are seen to.", "/wallets", odd.Count == 0 ? default : odd[^1].BegunAt, Permission.ManageWallets),
            .. odd.Select(p => new AlertSignal(
            $"payment-odd/{p.Id}", Odd, AlertSeverity.Critical, "A payment came in another sum than was asked for", $"{p.IntentId}: {p.Words} It is in nobody's wallet: look at the payment service, book it by hand or send it back, then say here what was done.",
            $"/wallets/{p.OwnerId}", p.BegunAt, Needs: Permission.ManageWallets))];
    }

    private static async Task<AlertFindings> FailedAsync(AlertLook look, CancellationToken cancel)
    {
        // Since when: a dead letter's last word is its last attempt.
        var attempts = look.Db.RefundAttempts;
        var failed = await look.Db.Refunds.AsNoTracking().Where(r => r.State == RefundState.Failed).OrderBy(r => r.RequestedAt)
            .Select(r => new { Refund = r, At = attempts.Where(a => a.RefundId == r.Id).Max(a => (DateTimeOffset?)a.At) }).ToListAsync(cancel);
        if (failed.Count < (look.IsOpen(Incident) ? IncidentHolds : IncidentFrom))
            return new(failed.Select(f => new AlertSignal(
                Key(f.Refund.Id), Failed, AlertSeverity.Critical, f.Refund.ReturnedAt is null ? $"A refund of {f.Refund.Amount} could not be paid" : $"A refund of {f.Refund.Amount} came back from the bank",
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

        if (over.Key is MoreAstray or MoreUnderWay or MoreOdd) return $"Not more than {MostSignals} are left, each an alert of its own.";
        if (over.Rule == Odd) return await OddProofAsync(db, over, cancel);
        if (over.Rule == Astray) return "Somebody saw to it and said what was done.";

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

    private static async Task<string> OddProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var id = Guid.Parse(over.Key.AsSpan(over.Key.LastIndexOf('/') + 1));
        var payment = await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel);
        return payment is { SeenToBy: { } who, SeenToWords: { } words } ? $"{who} saw to it: {words}" : "The payment service says now that it came as it was asked for.";
    }

    private static string Key(Guid id) => $"refund-failed/{id}";
}
