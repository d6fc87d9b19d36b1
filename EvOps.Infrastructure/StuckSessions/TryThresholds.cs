using EvOps.Domain.Common;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What one set of thresholds would have caught.</summary>
/// <param name="Catches">In order of time.</param>
/// <param name="AtStake">What the caught sessions were billed in sum, by currency.</param>
public sealed record TriedSide(IReadOnlyList<WouldCatch> Catches, IReadOnlyList<Money> AtStake)
{
    public int FalseAlarms => Catches.Count(c => c.Resumed);
}

/// <summary>Other thresholds beside those that hold, over the same past.</summary>
/// <param name="Sessions">How many were gone through.</param>
public sealed record TriedThresholds(DateTimeOffset From, int Sessions, TriedSide Holding, TriedSide Tried);

/// <summary>
/// Runs changed thresholds over the stored last thirty days: what they would have caught, and what of it went on by itself. Nothing is
/// changed. It goes charger by charger, so that a large network takes longer, and no more memory.
/// </summary>
public sealed class TryThresholds(IDbContextFactory<EvOpsDb> databases, ReadThresholds thresholds, TimeProvider time)
{
    public static readonly TimeSpan Past = TimeSpan.FromDays(30);

    private sealed record Row(PastSession Session, Guid? StationId, int ConnectorNumber, int? TransactionId, long? CostMinorUnits, string? Currency);

    /// <param name="stationId">Only this station's sessions; null: all, each station's own thresholds standing over the ones that are tried.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    public async Task<Outcome<TriedThresholds>> RunAsync(Actor actor, Guid? stationId, ThresholdChoice choice, IProgress<double>? progress, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "try thresholds");
        if (!may.IsDone) return may.Refusal;
        if (choice.Fault() is { } fault) return fault;

        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (stationId is not null && !await db.Stations.AnyAsync(s => s.Id == stationId, cancel)) return ListStations.NotFound;

        var holding = await thresholds.RunAsync(db, cancel);
        var tried = stationId is { } id ? holding.With(id, choice) : holding.WithNetwork(choice);
        var past = db.Sessions.AsNoTracking().Where(s => s.RequestedAt >= now - Past && s.RequestedAt <= now && (stationId == null || s.StationId == stationId));
        var chargers = await past.GroupBy(s => s.ChargePointId).Select(g => new { Id = g.Key, Sessions = g.Count() }).ToListAsync(cancel);
        var all = chargers.Sum(c => c.Sessions);
        List<(Row Row, WouldCatch Catch)> was = [], would = [];
        var done = 0;
        foreach (var charger in chargers)
        {
            var log = await db.StatusLog.AsNoTracking().Where(e => e.ChargePointId == charger.Id && e.At >= now - Past - TimeSpan.FromDays(1)).OrderBy(e => e.Id).ToListAsync(cancel);
            foreach (var row in await RowsAsync(db, past.Where(s => s.ChargePointId == charger.Id), cancel))
            {
                var (session, moments) = await PastAsync(db, row, log, cancel);
                if (Replay.Find(session, moments, holding.Of(row.StationId), now) is { } caught) was.Add((row, caught));
                if (Replay.Find(session, moments, tried.Of(row.StationId), now) is { } other) would.Add((row, other));
                done++;
                progress?.Report(Math.Min(1, (double)done / all));
            }
        }

        return new TriedThresholds(now - Past, done, SideOf(was), SideOf(would));
    }

    private static Task<List<Row>> RowsAsync(EvOpsDb db, IQueryable<Session> sessions, CancellationToken cancel)
    {
        // What came after a close, such as a late stop, found it closed; what came before it was taken back did not end it.
        var ends = db.SessionEvents.Where(e => e.Kind == SessionEventKind.Stopped || e.Kind == SessionEventKind.Failed);
        return sessions
            .Select(s => new Row(
                new PastSession(
                    s.Id, s.RequestedAt, s.StartedAt, s.StopRequestedAt, s.EndedAt, s.EndReason, s.MeterStartWh, s.MeterStopWh, true, ConnectorStatus.Unknown,
                    s.EndedAt == null
                        ? null
                        : ends.Where(e => e.SessionId == s.Id && (s.ReopenedAt == null || e.At > s.ReopenedAt)).OrderBy(e => e.At).Select(e => (DateTimeOffset?)e.At).FirstOrDefault() ?? s.EndedAt),
                s.StationId, s.ConnectorNumber, s.TransactionId, s.CostMinorUnits, s.Currency))
            .ToListAsync(cancel);
    }

    private static async Task<(PastSession, IReadOnlyList<PastMoment>)> PastAsync(EvOpsDb db, Row row, List<StatusLogEntry> log, CancellationToken cancel)
    {
        var own = log.Where(e => e.ConnectorNumber == row.ConnectorNumber || e.IsOnline is not null).ToList();
        var before = own.TakeWhile(e => e.At <= row.Session.RequestedAt).ToList();
        var session = row.Session with
        {
            WasOnline = before.FindLast(e => e.IsOnline is not null)?.IsOnline ?? true,
            StatusBefore = before.FindLast(e => e.Status is not null)?.Status ?? ConnectorStatus.Unknown,
        };

        var moments = own.Skip(before.Count).Select(e => new PastMoment(e.At, false, IsOnline: e.IsOnline, Status: e.Status)).ToList();
        if (row.TransactionId is { } transaction)
        {
            moments.AddRange(await db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == transaction)
                .Select(r => new PastMoment(r.At, true, r.EnergyWh, r.PowerW, r.SocPercent, null, null)).ToListAsync(cancel));
        }

        moments.Sort((a, b) => a.At.CompareTo(b.At));
        return (session, moments);
    }

    private static TriedSide SideOf(List<(Row Row, WouldCatch Catch)> caught) => new(
        [.. caught.Select(c => c.Catch).OrderBy(c => c.At)],
        [.. caught.Where(c => c.Row is { Currency: not null, CostMinorUnits: not null }).GroupBy(c => c.Row.Currency!)
            .Select(c => new Money(c.Sum(x => x.Row.CostMinorUnits!.Value), c.Key)).OrderBy(m => m.Currency, StringComparer.Ordinal)]);
}
