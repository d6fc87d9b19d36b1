using EvOps.Domain.Alerts;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Which alerts are meant; null is all.</summary>
/// <param name="ChargePoint">The charger's identity, exactly.</param>
/// <param name="From">By the time it was raised; inclusive.</param>
/// <param name="OpenOnly">Only what holds.</param>
/// <param name="ChargePointPart">Part of the charger's identity.</param>
/// <param name="To">Exclusive.</param>
/// <param name="CalledFrom">People were called for it since then: it was raised, came back, or became graver.</param>
public sealed record AlertSearch(
    AlertState? State = null, AlertSeverity? Severity = null, string? ChargePoint = null, Guid? StationId = null, DateTimeOffset? From = null, bool OpenOnly = false,
    string? ChargePointPart = null, DateTimeOffset? To = null, DateTimeOffset? CalledFrom = null);

/// <summary>The alerts, the open ones first, of these the gravest.</summary>
public sealed class ListAlerts(IDbContextFactory<EvOpsDb> databases)
{
    public async Task<Outcome<Page<Alert>>> RunAsync(Actor actor, AlertSearch search, int limit, int offset, CancellationToken cancel)
    {
        var may = actor.Require(Permission.ViewNetwork, "see alerts");
        if (!may.IsDone) return may.Refusal;

        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = db.Alerts.AsNoTracking()
            .Where(a => search.State == null || a.State == search.State)
            .Where(a => search.Severity == null || a.Severity == search.Severity)
            .Where(a => search.ChargePoint == null || a.ChargePoint == search.ChargePoint)
            .Where(a => search.StationId == null || a.StationId == search.StationId)
            .Where(a => search.From == null || a.RaisedAt >= search.From)
            .Where(a => search.To == null || a.RaisedAt < search.To)
            .Where(a => search.CalledFrom == null || a.LastRaisedAt >= search.CalledFrom);
        if (!string.IsNullOrWhiteSpace(search.ChargePointPart))
        {
            var pattern = Like.Containing(search.ChargePointPart);
            found = found.Where(a => EF.Functions.Like(a.ChargePoint!, pattern, Like.Escape));
        }

        if (search.OpenOnly) found = found.Where(a => a.ResolvedAt == null);
        var total = await found.CountAsync(cancel);
        var page = await found.OrderBy(a => a.ResolvedAt != null)
            .ThenByDescending(a => a.Severity == AlertSeverity.Critical ? 2 : a.Severity == AlertSeverity.Warning ? 1 : 0)
            .ThenByDescending(a => a.RaisedAt).ThenBy(a => a.Id).Skip(offset).Take(limit).ToListAsync(cancel);
        return new Page<Alert>(page, total, limit, offset);
    }
}
