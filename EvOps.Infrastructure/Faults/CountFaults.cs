using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Faults;

/// <summary>How a charger fared in a period.</summary>
/// <param name="Plugs">Empty where nothing is known of the period.</param>
/// <param name="AvailabilityPercent">Of all plugs together; null where nothing is known.</param>
/// <param name="MeanBetween">MTBF; null where there was no fault.</param>
/// <param name="Strip">A day each, the oldest first.</param>
/// <param name="Reasons">What people said of outages of the period, the newest first; those that were withdrawn too.</param>
public sealed record FaultStatistics(
    string Identity, string TimeZone, DateTimeOffset From, DateTimeOffset To, FaultFigures Figures, IReadOnlyList<PlugUptime> Plugs,
    double? AvailabilityPercent, TimeSpan? MeanBetween, IReadOnlyList<HealthDay> Strip, IReadOnlyList<OutageReason> Reasons);

/// <summary>Which time is counted.</summary>
/// <param name="Days">So many up to now; where neither they nor a begin are given, the usual ones.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; null: now.</param>
public sealed record StatisticsPeriod(int? Days = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Makes statistics of what was written down as it happened: the log of states, and the history of faults.</summary>
public sealed class CountFaults(IDbContextFactory<EvOpsDb> databases, HousePulse house, IOptions<FaultsOptions> options, TimeProvider time)
{
    public const int UsualDays = 30, MostDays = 366;

    public async Task<Outcome<FaultStatistics>> RunAsync(Actor actor, string identity, StatisticsPeriod period, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (ListFaults.MaySee(actor).Refusal is { } forbidden) return forbidden;
        if (Refused(period, now) is { } refused) return refused;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var charger = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        if (charger?.Identity != identity) return ChangeChargePoint.NotFound(identity);

        var (from, to) = TimeOf(period, now);
        var station = await db.Stations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == charger.StationId, cancel);
        var zoneName = station?.TimeZone ?? "UTC";
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var known) ? known : TimeZoneInfo.Utc;
        var reasons = await db.OutageReasons.AsNoTracking().Where(r => r.ChargePointId == charger.Id && (r.To == null || r.To > from) && r.From < to).OrderByDescending(r => r.At).ToListAsync(cancel);
        // What was said of an outage that lasts holds from its begin to its end: both have to be seen.
        var since = reasons.Where(r => r.To is null).Select(r => r.From).Append(from).Min();
        var past = await PastAsync(db, charger, since, to, cancel);
        var plugs = PlugsOf(charger, past, station?.Maintenance, reasons, from, to);

        var share = plugs.Count == 0 ? (double?)null : plugs.Average(p => p.AvailabilityPercent);
        var figures = FaultFigures.Of(past.Events, from, to);
        var up = plugs.Count == 0 ? TimeSpan.Zero : plugs.Max(p => p.Period) * (share!.Value / 100);
        var strip = period.From is null ? HealthDay.StripOf(plugs, DaysOf(period), to, zone) : HealthDay.StripOf(plugs, from, to, zone);
        return new FaultStatistics(identity, zoneName, from, to, figures, plugs, share, plugs.Count == 0 ? null : figures.MeanBetween(up), strip, reasons);
    }

    /// <summary>When the outage of a moment ended; now where it lasts, and null where the charger, or the connector, could be used at that moment.</summary>
    /// <param name="charger">With its connectors.</param>
    /// <param name="connectorNumber">0: until every connector can be used.</param>
    public async Task<DateTimeOffset?> EndOfOutageAsync(EvOpsDb db, ChargePoint charger, int connectorNumber, DateTimeOffset moment, DateTimeOffset now, CancellationToken cancel) =>
        EndOf(OutagesOf(charger, await PastAsync(db, charger, moment, now, cancel), now), connectorNumber, moment);

    private static DateTimeOffset? EndOf(IReadOnlyDictionary<int, IReadOnlyList<Outage>> outages, int connectorNumber, DateTimeOffset moment) =>
        outages.Where(plug => connectorNumber == 0 || plug.Key == connectorNumber).Max(plug => Downtime.EndOf(plug.Value, moment));

    private static Refusal? Refused(StatisticsPeriod period, DateTimeOffset now)
    {
        if (period is { Days: not null, From: not null }) return Refuse.InvalidField("days", "Name either days, or from and to.");
        if (DaysOf(period) is < 1 or > MostDays) return Refuse.InvalidField("days", $"days must be between 1 and {MostDays}.");
        if (period is { From: null, To: not null }) return Refuse.InvalidField("from", "A period that ends has to begin: from is needed.");
        if (period.From is not { } from) return null;
        if (from >= now) return Refuse.InvalidField("from", "from is a time that has passed.");
        var (_, to) = TimeOf(period, now);
        if (to <= from) return Refuse.InvalidField("to", "to comes after from.");
        return to - from > TimeSpan.FromDays(MostDays) ? Refuse.InvalidField("to", $"A period has at most {MostDays} days.") : null;
    }

    private static (DateTimeOffset From, DateTimeOffset To) TimeOf(StatisticsPeriod period, DateTimeOffset now)
    {
        var to = period.To is { } end && end < now ? end : now;
        return (period.From ?? to.AddDays(-DaysOf(period)), to);
    }

    private static int DaysOf(StatisticsPeriod period) => period.Days ?? UsualDays;

    /// <summary>What was written down of a charger's time, from a moment on.</summary>
    private sealed record Past(DateTimeOffset Since, List<StatusLogEntry> Lines, List<FaultEvent> Events, IReadOnlyList<Stretch> Closed)
    {
        public IEnumerable<FaultEvent> OfMonitors => Events.Where(e => !e.IsLate && e.Source is FaultSource.Monitor or FaultSource.ControlLink);

        /// <summary>The first that is known of it; never where nothing is.</summary>
        public DateTimeOffset First => Lines.Select(TimeOf).Concat(OfMonitors.Select(e => e.ReportedAt)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    private async Task<Past> PastAsync(EvOpsDb db, ChargePoint charger, DateTimeOffset since, DateTimeOffset to, CancellationToken cancel)
    {
        var lines = await LinesAsync(db, charger, since, to, cancel);
        return new Past(
            since, lines, await EventsAsync(db, charger, since, to, cancel),
            await house.ClosedAsync(db, lines.Where(l => l.IsOnline is not null).Select(l => l.At).Append(since).Min(), cancel));
    }

    private List<PlugUptime> PlugsOf(ChargePoint charger, Past past, MaintenancePlan? plan, List<OutageReason> reasons, DateTimeOffset from, DateTimeOffset to)
    {
        if (past.First is var first && first >= to) return [];

        var (begin, outages) = (first > from ? first : from, OutagesOf(charger, past, to));
        return
        [
            .. charger.Connectors.OrderBy(c => c.Number).Select(c => new PlugUptime(
                c.Number, begin, to, Downtime.Since(Downtime.Excused(outages[c.Number], [.. ExcusesOf(c, reasons, outages), .. ExcusesOf(charger, c, plan)]), begin))),
        ];
    }

    /// <summary>Of each connector, with nothing excused.</summary>
    private Dictionary<int, IReadOnlyList<Outage>> OutagesOf(ChargePoint charger, Past past, DateTimeOffset to)
    {
        var lines = past.Lines;
        var connection = Downtime.OfConnection(
            [.. lines.Where(l => l.IsOnline is not null).OrderBy(l => l.At).ThenBy(l => l.Id).Select(l => (l.At, l.IsOnline!.Value))], past.Closed, TimeSpan.FromMinutes(options.Value.OfflineMinutes), time.GetUtcNow());
        var common = lines.Where(l => l.ConnectorNumber == 0 && l.Status is not null).Select(ChangeOf).Concat(connection).Concat(past.OfMonitors.Select(ChangeOf)).ToList();
        return charger.Connectors.ToDictionary(
            c => c.Number, c => Downtime.Of(lines.Where(l => l.ConnectorNumber == c.Number && l.Status is not null).Select(ChangeOf).Concat(common), past.Since, to));
    }

    // What a person said of it goes before what was planned, and what was said last before what was said first.
    private static IEnumerable<Excuse> ExcusesOf(Connector plug, List<OutageReason> reasons, Dictionary<int, IReadOnlyList<Outage>> outages) =>
        from reason in reasons
        where reason.Concerns(plug.Number)
        let end = reason.To ?? EndOf(outages, reason.ConnectorNumber, reason.From)
        where end is not null
        select new Excuse(new Stretch(reason.From, end.Value), reason.Cause, reason.Note);

    private static IEnumerable<Excuse> ExcusesOf(ChargePoint charger, Connector plug, MaintenancePlan? plan) =>
        plan?.Windows.Where(w => w.Concerns(plug.Id, charger.Identity)).Select(w => new Excuse(w.Time, DowntimeCause.Maintenance, w.Reason)) ?? [];

    /// <summary>The lines of the period, and of each connector and of the connection the last one before it.</summary>
    private static async Task<List<StatusLogEntry>> LinesAsync(EvOpsDb db, ChargePoint charger, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var all = db.StatusLog.AsNoTracking().Where(l => l.ChargePointId == charger.Id);
        var before = all.Where(l => l.At < from).OrderByDescending(l => l.At).ThenByDescending(l => l.Id);
        List<StatusLogEntry?> lines = [await before.FirstOrDefaultAsync(l => l.IsOnline != null, cancel)];
        foreach (var number in charger.Connectors.Select(c => c.Number).Append(0))
            lines.Add(await before.FirstOrDefaultAsync(l => l.Status != null && l.ConnectorNumber == number, cancel));
        return [.. lines.OfType<StatusLogEntry>(), .. await all.Where(l => l.At >= from && l.At < to).OrderBy(l => l.At).ThenBy(l => l.Id).ToListAsync(cancel)];
    }

    /// <summary>The events of the period, and the last word of a monitor before it.</summary>
    private static async Task<List<FaultEvent>> EventsAsync(EvOpsDb db, ChargePoint charger, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var all = db.FaultEvents.AsNoTracking().Where(e => e.ChargePointId == charger.Id && !e.IsLate);
        var before = await all.Where(e => e.ReportedAt < from && (e.Source == FaultSource.Monitor || e.Source == FaultSource.ControlLink))
            .OrderByDescending(e => e.ReportedAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(cancel);
        var since = await all.Where(e => e.ReportedAt >= from && e.ReportedAt < to).OrderBy(e => e.ReportedAt).ThenBy(e => e.Id).ToListAsync(cancel);
        return before is null ? since : [before, .. since];
    }

    // The charger's own time, where it told one: it may have told late.
    private static DateTimeOffset TimeOf(StatusLogEntry line) => line.ChargerAt ?? line.At;

    private static ConditionChange ChangeOf(StatusLogEntry line) => line switch
    {
        { Status: { } status } => new(
            TimeOf(line), line.ConnectorNumber == 0 ? ConditionTrack.Charger : ConditionTrack.Plug, DowntimeCauses.Of(status, line.ErrorCode), line.ErrorCode),
        _ => throw new InvalidOperationException($"Line {line.Id} of the log is about no plug."),
    };

    private static ConditionChange ChangeOf(FaultEvent one) =>
        new(one.ReportedAt, ConditionTrack.Monitor, one.Kind == FaultKind.Fault ? DowntimeCause.MonitorFault : null, one.Reason);
}
