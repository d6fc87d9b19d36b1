using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Faults;

/// <summary>What a health monitor says of a charger.</summary>
/// <param name="At">By the monitor's clock; null where it told no time.</param>
public sealed record HealthTold(string Identity, bool IsFaulty, string? Reason, DateTimeOffset? At, FaultSource By);

/// <summary>How the charger stands after that, and what the word came to.</summary>
public sealed record HealthKept(string Identity, MonitorFault? Fault, MonitorNews News);

/// <summary>
/// A health monitor speaks, over HTTP or the control link. A charger that it calls faulty takes no new session until it calls it
/// healthy; sessions that run go on.
/// </summary>
public sealed class ReportHealth(IDbContextFactory<EvOpsDb> databases, FaultBook book, WebhookOutbox outbox, IChargePointLink link, LiveFeed live, TimeProvider time)
{
    public async Task<Outcome<HealthKept>> RunAsync(HealthTold told, CancellationToken cancel)
    {
        var (kept, tell) = await Races.DecideAgainAsync(() => TryAsync(told, cancel));
        tell?.Invoke();
        return kept;
    }

    private async Task<(Outcome<HealthKept> Kept, Action? Tell)> TryAsync(HealthTold told, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.ChargePoints.Include(c => c.Connectors).SingleOrDefaultAsync(c => c.Identity == told.Identity, cancel);
        // A database that compares without regard to case may find another charger.
        if (found is not { } chargePoint || chargePoint.Identity != told.Identity)
            return (Refuse.NotFound("charge_point_not_found", $"There is no charge point {AuditTrail.Fit(told.Identity)}."), null);

        var (at, reason) = (TimeOf(told.At, now), ReasonOf(told.Reason));
        var (before, news) = (chargePoint.MonitorFault, chargePoint.TellHealth(told.IsFaulty, reason, told.By, at));
        var tell = await AddAsync(db, chargePoint, new FaultEvent(
            chargePoint.Id, 0, told.IsFaulty ? FaultKind.Fault : FaultKind.Recovery, told.By, new FaultTold(reason ?? (told.IsFaulty ? null : before?.Reason)), at, now, news == MonitorNews.Late), news, cancel);
        await db.SaveChangesAsync(cancel);
        return (new HealthKept(chargePoint.Identity, chargePoint.MonitorFault, news), tell);
    }

    private async Task<Action?> AddAsync(EvOpsDb db, ChargePoint chargePoint, FaultEvent fault, MonitorNews news, CancellationToken cancel)
    {
        switch (news)
        {
            case MonitorNews.Known:
                // Only the reason may be another one.
                return () => live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
            case MonitorNews.Late:
                var isThere = await db.FaultEvents.AnyAsync(
                    e => e.ChargePointId == chargePoint.Id && e.ReportedAt == fault.ReportedAt && e.Kind == fault.Kind && e.Source == fault.Source, cancel);
                return isThere ? null : await book.AddAsync(db, chargePoint, fault, cancel);
            case MonitorNews.Changed:
                var noted = await book.AddAsync(db, chargePoint, fault, cancel);
                FaultBook.AddSnapshot(db, chargePoint, link.IsConnected(chargePoint.Identity), fault.At);
                await TellOthersAsync(db, chargePoint, fault, cancel);
                return () =>
                {
                    noted();
                    outbox.Wake();
                    live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
                    foreach (var connector in chargePoint.Connectors) live.Publish(new ConnectorChanged(chargePoint.StationId, chargePoint.Id, connector.Id));
                };
            default:
                throw new InvalidOperationException($"No such news: {news}.");
        }
    }

    private Task TellOthersAsync(EvOpsDb db, ChargePoint chargePoint, FaultEvent fault, CancellationToken cancel) => outbox.AddAsync(
        db, fault.Kind == FaultKind.Fault ? WebhookEventType.FaultRaised : WebhookEventType.FaultCleared, fault.Id.ToString(),
        new { chargePointId = chargePoint.Identity, connectorNumber = 0, chargePoint.StationId, errorCode = (string?)null, vendorErrorCode = (string?)null, info = fault.Reason, at = fault.ReportedAt },
        fault.At, cancel);

    // A monitor cannot be taught, and a column refuses what is too long.
    private static string? ReasonOf(string? told)
    {
        var words = told?.Trim();
        if (string.IsNullOrEmpty(words)) return null;
        return words.Length > FaultEvent.LongestReason ? words[..FaultEvent.LongestReason] : words;
    }

    // A clock that is ahead must not make later words look old; one that makes no sense says nothing.
    private static DateTimeOffset TimeOf(DateTimeOffset? told, DateTimeOffset now) => told is { } at && at <= now && at > now.AddYears(-1) ? at : now;
}
