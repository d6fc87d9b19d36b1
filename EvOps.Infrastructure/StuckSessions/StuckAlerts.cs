using EvOps.Domain.Alerts;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>
/// Sessions that are stuck, and grave where somebody waits for the plug. Silence before the house began counts for nothing, so that
/// after a start nobody can tell for a while whether a session is still stuck: until then its alert stays.
/// </summary>
public sealed class StuckAlerts(StuckNow stuck, FindStuck find, ReadThresholds thresholds, HouseClock house) : IAlertSource
{
    private const string Stuck = "stuck_session";

    private static readonly Actor House = Actor.House("alerts");

    public string About => "stuck sessions";

    public IReadOnlyList<AlertRule> Rules { get; } = [new(Stuck, "A session is stuck by good evidence, or a driver was turned away from its plug.")];

    public IEnumerable<IDisposable> Follow(LiveFeed live, Action look) => [live.Subscribe<StuckSessionsChanged>(change => { if (!change.Wakes) look(); })];

    public async Task<AlertFindings> LookAsync(AlertLook look, CancellationToken cancel)
    {
        var findings = new AlertFindings(stuck.Sessions.Where(s => s.Verdict.Confidence != Confidence.Low || s.WantedAt is not null).Select(s => new AlertSignal(
            Key(s.Row.Id), Stuck, s.WantedAt is null ? AlertSeverity.Warning : AlertSeverity.Critical, $"{s.Row.ChargePoint} connector {s.Row.ConnectorNumber}: a session is stuck",
            $"{s.Verdict.Sentence}{(s.WantedAt is null ? "" : " A driver was turned away from the plug.")}", "/stuck-sessions", s.Verdict.Since ?? look.Now, s.Row.ChargePoint, s.Row.StationId)));
        var told = findings.Signals.Select(s => s.Key).ToHashSet();
        var gone = look.OpenOf(Stuck).Where(a => !told.Contains(a.Key)).ToList();
        if (gone.Count == 0) return findings;

        var limits = await thresholds.RunAsync(look.Db, cancel);
        foreach (var alert in gone)
            if (stuck.LookedAt is null || (look.Now - house.StartedAt < Longest(limits.Of(alert.StationId)) && !await HasMovedAsync(alert, cancel))) findings.LeaveOpen(alert.Key);
        return findings;
    }

    public async Task<string> ProofAsync(EvOpsDb db, Alert over, CancellationToken cancel)
    {
        var id = IdOf(over);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (session?.EndedAt is { } ended) return $"The session ended at {ended:HH:mm} UTC ({session.State}).";
        if (await find.FindAsync(House, id.ToString(), cancel) is not { IsDone: true, Value: var now }) return "Nothing speaks for its being stuck any more.";
        if (now.Verdict.IsStuck) return $"What is left says little: {now.Verdict.Sentence}";
        return now.Facts.LastReadingAt is { } read ? $"The session goes on: its last reading came at {read:HH:mm} UTC." : now.Verdict.Sentence;
    }

    // It has ended, or energy has moved since the house began.
    private async Task<bool> HasMovedAsync(Alert alert, CancellationToken cancel) =>
        await find.FindAsync(House, IdOf(alert).ToString(), cancel) is not { IsDone: true } found || found.Value.Facts.EnergyMovedAt > house.StartedAt;

    private static TimeSpan Longest(StuckThresholds limits) => TimeSpan.FromMinutes(
        new[] { limits.MeterSilentMinutes, limits.EnergyFlatMinutes, limits.OfflineMinutes, limits.StartPendingMinutes, limits.StopPendingMinutes }.Max());

    private static string Key(Guid session) => $"stuck/{session}";

    private static Guid IdOf(Alert alert) => Guid.Parse(alert.Key.AsSpan(alert.Key.LastIndexOf('/') + 1));
}
