using EvOps.Domain.Alerts;
using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>Sessions that are stuck, and grave where somebody waits for the plug.</summary>
public sealed class StuckAlerts(StuckNow stuck) : IAlertSource
{
    public Task<IReadOnlyList<AlertSignal>> LookAsync(EvOpsDb db, DateTimeOffset now, CancellationToken cancel) => Task.FromResult<IReadOnlyList<AlertSignal>>(
        [.. stuck.Sessions.Where(s => s.Verdict.Confidence != Confidence.Low || s.WantedAt is not null).Select(s => new AlertSignal(
            $"stuck/{s.Row.Id}", "stuck_session", s.WantedAt is null ? AlertSeverity.Warning : AlertSeverity.Critical, $"{s.Row.ChargePoint} connector {s.Row.ConnectorNumber}: a session is stuck",
            $"{s.Verdict.Sentence}{(s.WantedAt is null ? "" : " A driver was turned away from the plug.")}", "/stuck-sessions", s.Verdict.Since ?? now, s.Row.ChargePoint, s.Row.StationId))]);
}
