using EvOps.Domain.Alerts;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>
/// What is wrong with chargers that they do not tell themselves: what health monitors see, meters that lie, commands that are not
/// followed, and faults of whatever kind that come again and again.
/// </summary>
public sealed class FaultAlerts(CircuitBreakers breakers, IOptions<AlertsOptions> options) : IAlertSource
{
    private const string MonitorFault = "monitor_fault", HeldBack = "commands_held_back", MeterFault = "meter_fault", Repeated = "repeated_faults";

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public string About => "faults of chargers";

    public IReadOnlyList<AlertRule> Rules =>
    [
        new(MonitorFault, "A health monitor calls a charger faulty."),
        new(HeldBack, "A charger followed none of the last commands, and further ones are held back."),
        new(MeterFault, "A meter tells what cannot be, until its readings are sane again."),
        new(Repeated, $"A charger had {options.Value.RepeatedFaults} faults or more within an hour."),
    ];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<FaultNoted>(_ => look()), live.Subscribe<BreakerChanged>(_ => look())];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = new AlertFindings();
        await AddMonitoredAsync(look, findings, cancel);
        await AddDeafAsync(look, findings, cancel);
        await AddMetersAsync(look, findings, cancel);
        await AddRepeatedAsync(look, findings, cancel);
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var charger = await db.ChargePoints.AsNoTracking().SingleOrDefaultAsync(c => c.Identity == over.ChargePoint, cancel);
        if (charger is not { IsApproved: true }) return $"{over.ChargePoint} is not watched any more.";

        switch (over.Rule)
        {
            case MonitorFault:
                return $"A health monitor called {charger.Identity} healthy at {charger.MonitorSaidAt:HH:mm} UTC.";
            case HeldBack:
                return breakers.Known.Contains(charger.Identity) ? $"{charger.Identity} follows commands again." : $"{charger.Identity} started anew at {charger.LastBootAt:HH:mm} UTC.";
            case MeterFault:
                var number = Number(over);
                var sane = await db.FaultEvents.AsNoTracking().Where(e => e.Source == FaultSource.Meter && e.ChargePointId == charger.Id && e.ConnectorNumber == number && e.Kind == FaultKind.Recovery)
                    .OrderByDescending(e => e.ReportedAt).FirstOrDefaultAsync(cancel);
                return $"The meter of {charger.Identity} connector {number} told sane readings again at {sane?.ReportedAt:HH:mm} UTC.";
            default:
                var last = await Recent(db).Where(e => e.ChargePointId == charger.Id).OrderByDescending(e => e.ReportedAt).FirstOrDefaultAsync(cancel);
                return last is null ? "No fault for an hour." : $"Fewer than {options.Value.RepeatedFaults} faults in an hour; the last was at {last.ReportedAt:HH:mm} UTC.";
        }
    }

    private static IQueryable<FaultEvent> Recent(EvOpsDb db) => db.FaultEvents.AsNoTracking().Where(e => e.Kind == FaultKind.Fault && !e.IsLate);

    private static async Task AddMonitoredAsync(AlertLook look, AlertFindings findings, CancellationToken cancel)
    {
        var wrong = await look.Db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && c.MonitorFaultSince != null)
            .Select(c => new { c.Id, c.Identity, c.StationId, c.MonitorFaultSince, c.MonitorFaultReason }).ToListAsync(cancel);
        foreach (var c in wrong)
            findings.Raise(new(
                $"monitor-fault/{c.Id}", MonitorFault, AlertSeverity.Critical, $"A health monitor sees a fault at {c.Identity}",
                $"{(c.MonitorFaultReason is null ? "It gave no reason." : $"“{c.MonitorFaultReason}”.")} No new session begins there until the monitor reports it healthy; those that run go on.",
                Page(c.Identity), c.MonitorFaultSince!.Value, c.Identity, c.StationId));
    }

    private async Task AddDeafAsync(AlertLook look, AlertFindings findings, CancellationToken cancel)
    {
        string[] known = [.. breakers.Known], deaf = [.. known.Where(identity => breakers.Read(identity).State != BreakerState.Closed)];
        Alert[] forgotten = [.. look.OpenOf(HeldBack).Where(a => !known.Contains(a.ChargePoint))];
        if (deaf.Length == 0 && forgotten.Length == 0) return;

        string?[] asked = [.. deaf, .. forgotten.Select(a => a.ChargePoint)];
        var chargers = await look.Db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && asked.Contains(c.Identity)).Select(c => new { c.Id, c.Identity, c.StationId, c.LastBootAt }).ToListAsync(cancel);
        foreach (var c in chargers)
        {
            var key = $"commands-held-back/{c.Id}";
            if (deaf.Contains(c.Identity))
                findings.Raise(new(
                    key, HeldBack, AlertSeverity.Warning, $"{c.Identity} does not follow commands",
                    "The last commands failed one after the other: none is sent for a while, then the next on trial. A restart on site cures most of them.", Page(c.Identity), look.Now, c.Identity, c.StationId));
            // The house has begun anew and sent it nothing yet: nobody knows whether it follows.
            else if (!(c.LastBootAt > forgotten.First(a => a.ChargePoint == c.Identity).LastRaisedAt)) findings.LeaveOpen(key);
        }
    }

    private static async Task AddMetersAsync(AlertLook look, AlertFindings findings, CancellationToken cancel)
    {
        var meters = look.Db.FaultEvents.AsNoTracking().Where(e => e.Source == FaultSource.Meter);
        var lying = await meters.Where(e => e.Kind == FaultKind.Fault && !e.IsLate
                && !meters.Any(later => later.ChargePointId == e.ChargePointId && later.ConnectorNumber == e.ConnectorNumber && later.ReportedAt >= e.ReportedAt && later.Kind == FaultKind.Recovery))
            .Join(look.Db.ChargePoints.Where(c => c.IsApproved), e => e.ChargePointId, c => c.Id, (e, c) => new { c.Id, c.Identity, c.StationId, e.ConnectorNumber, e.Reason, e.ReportedAt })
            .ToListAsync(cancel);
        foreach (var m in lying.OrderBy(m => m.ReportedAt).DistinctBy(m => (m.Id, m.ConnectorNumber)))
            findings.Raise(new(
                $"meter-fault/{m.Id}/{m.ConnectorNumber}", MeterFault, AlertSeverity.Warning, $"The meter of {m.Identity} connector {m.ConnectorNumber} cannot be believed",
                $"Seen: {m.Reason ?? "readings that contradict each other"}. Bills from this plug wait for a person until its readings are sane again; have the meter checked.", Page(m.Identity), m.ReportedAt, m.Identity, m.StationId));
    }

    private async Task AddRepeatedAsync(AlertLook look, AlertFindings findings, CancellationToken cancel)
    {
        var (from, most) = (look.Now - Window, options.Value.RepeatedFaults);
        var often = await Recent(look.Db).Where(e => e.ReportedAt >= from).GroupBy(e => e.ChargePointId).Where(g => g.Count() >= most)
            .Select(g => new { Id = g.Key, Count = g.Count(), First = g.Min(e => e.ReportedAt) }).ToListAsync(cancel);
        if (often.Count == 0) return;

        var ids = often.ConvertAll(o => o.Id);
        var chargers = await look.Db.ChargePoints.AsNoTracking().Where(c => c.IsApproved && ids.Contains(c.Id)).Select(c => new { c.Id, c.Identity, c.StationId }).ToListAsync(cancel);
        foreach (var (o, c) in often.Join(chargers, o => o.Id, c => c.Id, (o, c) => (o, c)))
            findings.Raise(new(
                $"repeated-faults/{c.Id}", Repeated, AlertSeverity.Warning, $"{c.Identity} keeps faulting",
                $"{o.Count} faults in the last hour. A fault that comes and goes is mostly a loose contact, moisture, or a car that does not fit.", Page(c.Identity), o.First, c.Identity, c.StationId));
    }

    private static int Number(Alert meter) => int.Parse(meter.Key.AsSpan(meter.Key.LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static string Page(string identity) => $"/chargers/{Uri.EscapeDataString(identity)}";
}
