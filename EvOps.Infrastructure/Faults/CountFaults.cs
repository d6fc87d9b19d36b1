using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>How a charger fared in a period.</summary>
/// <param name="Plugs">Empty where nothing is known of the period.</param>
/// <param name="AvailabilityPercent">Of all plugs together; null where nothing is known.</param>
/// <param name="MeanBetween">MTBF; null where there was no fault.</param>
/// <param name="Strip">A day each, the oldest first.</param>
public sealed record FaultStatistics(
    string Identity, string TimeZone, DateTimeOffset From, DateTimeOffset To, FaultFigures Figures, IReadOnlyList<PlugUptime> Plugs,
    double? AvailabilityPercent, TimeSpan? MeanBetween, IReadOnlyList<HealthDay> Strip);

/// <summary>Makes statistics of what was written down as it happened: the log of states, and the history of faults.</summary>
public sealed class CountFaults(IDbContextFactory<EvOpsDb> databases, TimeProvider time)
{
    public const int UsualDays = 30, MostDays = 366;

    public async Task<Outcome<FaultStatistics>> RunAsync(Actor actor, string identity, int days, CancellationToken cancel)
    {
        if (ListFaults.MaySee(actor).Refusal is { } forbidden) return forbidden;
        if (days is < 1 or > MostDays) return Refuse.InvalidField("days", $"days must be between 1 and {MostDays}.");

        await using var db = await databases.CreateDbContextAsync(cancel);
        var charger = await db.ChargePoints.AsNoTracking().Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == identity, cancel);
        if (charger?.Identity != identity) return ChangeChargePoint.NotFound(identity);

        var now = time.GetUtcNow();
        var from = now.AddDays(-days);
        var zoneName = await db.Stations.Where(s => s.Id == charger.StationId).Select(s => s.TimeZone).SingleOrDefaultAsync(cancel) ?? "UTC";
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var known) ? known : TimeZoneInfo.Utc;
        var (lines, events) = (await LinesAsync(db, charger, from, cancel), await EventsAsync(db, charger, from, cancel));
        var plugs = PlugsOf(charger, lines, events, from, now);

        var share = plugs.Count == 0 ? (double?)null : plugs.Average(p => p.AvailabilityPercent);
        var figures = FaultFigures.Of(events, from, now);
        var up = plugs.Count == 0 ? TimeSpan.Zero : plugs.Max(p => p.Period) * (share!.Value / 100);
        return new FaultStatistics(identity, zoneName, from, now, figures, plugs, share, plugs.Count == 0 ? null : figures.MeanBetween(up), HealthDay.StripOf(plugs, days, now, zone));
    }

    private static List<PlugUptime> PlugsOf(ChargePoint charger, List<StatusLogEntry> lines, List<FaultEvent> events, DateTimeOffset from, DateTimeOffset now)
    {
        var monitor = events.Where(e => !e.IsLate && e.Source is FaultSource.Monitor or FaultSource.ControlLink).ToList();
        if (lines.Select(TimeOf).Concat(monitor.Select(e => e.ReportedAt)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min() is var first && first >= now) return [];

        var begin = first > from ? first : from;
        var common = lines.Where(l => l.ConnectorNumber == 0).Select(ChangeOf).Concat(monitor.Select(ChangeOf)).ToList();
        return
        [
            .. charger.Connectors.OrderBy(c => c.Number).Select(c => new PlugUptime(
                c.Number, begin, now, Downtime.Of(lines.Where(l => l.ConnectorNumber == c.Number).Select(ChangeOf).Concat(common), begin, now))),
        ];
    }

    /// <summary>The lines of the period, and of each connector and of the connection the last one before it.</summary>
    private static async Task<List<StatusLogEntry>> LinesAsync(EvOpsDb db, ChargePoint charger, DateTimeOffset from, CancellationToken cancel)
    {
        var all = db.StatusLog.AsNoTracking().Where(l => l.ChargePointId == charger.Id);
        var before = all.Where(l => l.At < from).OrderByDescending(l => l.At).ThenByDescending(l => l.Id);
        List<StatusLogEntry?> lines = [await before.FirstOrDefaultAsync(l => l.IsOnline != null, cancel)];
        foreach (var number in charger.Connectors.Select(c => c.Number).Append(0))
            lines.Add(await before.FirstOrDefaultAsync(l => l.Status != null && l.ConnectorNumber == number, cancel));
        return [.. lines.OfType<StatusLogEntry>(), .. await all.Where(l => l.At >= from).OrderBy(l => l.At).ThenBy(l => l.Id).ToListAsync(cancel)];
    }

    /// <summary>The events of the period, and the last word of a monitor before it.</summary>
    private static async Task<List<FaultEvent>> EventsAsync(EvOpsDb db, ChargePoint charger, DateTimeOffset from, CancellationToken cancel)
    {
        var all = db.FaultEvents.AsNoTracking().Where(e => e.ChargePointId == charger.Id && !e.IsLate);
        var before = await all.Where(e => e.ReportedAt < from && (e.Source == FaultSource.Monitor || e.Source == FaultSource.ControlLink))
            .OrderByDescending(e => e.ReportedAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(cancel);
        var since = await all.Where(e => e.ReportedAt >= from).OrderBy(e => e.ReportedAt).ThenBy(e => e.Id).ToListAsync(cancel);
        return before is null ? since : [before, .. since];
    }

    // The charger's own time, where it told one: it may have told late.
    private static DateTimeOffset TimeOf(StatusLogEntry line) => line.ChargerAt ?? line.At;

    private static ConditionChange ChangeOf(StatusLogEntry line) => line switch
    {
        { IsOnline: { } isOnline } => new(TimeOf(line), ConditionTrack.Connection, isOnline ? null : DowntimeCause.Offline),
        { Status: { } status } => new(
            TimeOf(line), line.ConnectorNumber == 0 ? ConditionTrack.Charger : ConditionTrack.Plug, DowntimeCauses.Of(status, line.ErrorCode), line.ErrorCode),
        _ => throw new InvalidOperationException($"Line {line.Id} of the log is about nothing."),
    };

    private static ConditionChange ChangeOf(FaultEvent one) =>
        new(one.ReportedAt, ConditionTrack.Monitor, one.Kind == FaultKind.Fault ? DowntimeCause.MonitorFault : null, one.Reason);
}
