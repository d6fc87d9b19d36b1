using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a charger says of one of its connectors; connector 0 is the charger itself (OCPP 1.6 §4.9).</summary>
/// <param name="ErrorCode">Null for NoError.</param>
/// <param name="At">The charger's time, or the time of arrival where it told none.</param>
public sealed record StatusTold(
    Guid ChargePointId, int ConnectorNumber, ConnectorStatus Status, string? ErrorCode, string? VendorErrorCode, string? Info, DateTimeOffset At);

/// <summary>Keeps what chargers say of their connectors, unless something newer is known. An unknown connector is made known.</summary>
public sealed class ReportStatus(IDbContextFactory<EvOpsDb> databases, WebhookOutbox outbox, IEnumerable<IStatusWitness> witnesses, IChargePointLink link, LiveFeed live, TimeProvider time)
{
    private static readonly TimeSpan Overtaken = TimeSpan.FromMinutes(1), Replaying = TimeSpan.FromMinutes(2);

    public async Task RunAsync(StatusTold told, CancellationToken cancel)
    {
        var (chargePoint, connector, before, tellings, isNews) = await Races.DecideAgainAsync(() => TryAsync(told, cancel));
        if (!isNews) return;
        outbox.Wake();
        foreach (var tell in tellings) tell();
        if (before.IsFaulted != (told.Status == ConnectorStatus.Faulted))
            live.Publish(new FaultChanged(chargePoint.StationId, chargePoint.Identity, told.ConnectorNumber, !before.IsFaulted, before.IsFaulted ? before.ErrorCode : told.ErrorCode, told.At));
        if (connector is null) live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
        else live.Publish(new ConnectorChanged(chargePoint.StationId, chargePoint.Id, connector.Id));
    }

    private async Task<(ChargePoint ChargePoint, Connector? Connector, Fault Before, IReadOnlyList<Action> Tellings, bool IsNews)> TryAsync(StatusTold told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Id == told.ChargePointId, cancel);
        var connector = told.ConnectorNumber == 0 ? null : chargePoint.ConnectorOrNew(told.ConnectorNumber, time.GetUtcNow());
        var before = connector is null
            ? new Fault(chargePoint.Status, chargePoint.ErrorCode, null, null)
            : new Fault(connector.Status, connector.ErrorCode, connector.VendorErrorCode, connector.Info);
        var isNews = connector?.Report(told.Status, told.ErrorCode, told.VendorErrorCode, told.Info, told.At, time.GetUtcNow(), IsFresh(chargePoint, told)) ?? chargePoint.Report(told.Status, told.ErrorCode, told.At);
        List<Action> tellings = [];
        if (isNews)
        {
            var seen = new StatusSeen(chargePoint, connector, told, before.Status, before.ErrorCode, before.VendorErrorCode, time.GetUtcNow());
            foreach (var witness in witnesses)
            {
                if (await witness.SeeAsync(db, seen, cancel) is { } tell) tellings.Add(tell);
            }

            if (seen.IsChange) Log(db, told);
            await TellOthersAsync(db, chargePoint, told, before, cancel);
        }

        await db.SaveChangesAsync(cancel);
        return (chargePoint, connector, before, tellings, isNews);
    }

    // What a charger kept while it was away it tells when it comes back. Later, a time that is long past is a wrong clock; one of seconds ago was overtaken.
    private bool IsFresh(ChargePoint chargePoint, StatusTold told)
    {
        var now = time.GetUtcNow();
        return now - told.At > Overtaken && now - link.ConnectedSince(chargePoint.Identity) > Replaying;
    }

    private void Log(EvOpsDb db, StatusTold told) => db.StatusLog.Add(
        StatusLogEntry.OfPlug(told.ChargePointId, told.ConnectorNumber, told.Status, told.ErrorCode, told.VendorErrorCode, told.At, time.GetUtcNow()));

    /// <summary>A fault that begins or ends is told to other systems; one that is over is told with what it was.</summary>
    private async Task TellOthersAsync(EvOpsDb db, ChargePoint chargePoint, StatusTold told, Fault before, CancellationToken cancel)
    {
        var after = new Fault(told.Status, told.ErrorCode, told.VendorErrorCode, told.Info);
        if (before.IsFaulted == after.IsFaulted) return;

        var (type, fault) = after.IsFaulted ? (WebhookEventType.FaultRaised, after) : (WebhookEventType.FaultCleared, before);
        var now = time.GetUtcNow();
        // That the status changes happens once, by the row's version; the same fault may come and go often.
        await outbox.AddAsync(
            db, type, Ids.New(now).ToString(),
            new { chargePointId = chargePoint.Identity, connectorNumber = told.ConnectorNumber, chargePoint.StationId, fault.ErrorCode, fault.VendorErrorCode, fault.Info, told.At },
            now, cancel);
    }

    private sealed record Fault(ConnectorStatus Status, string? ErrorCode, string? VendorErrorCode, string? Info)
    {
        public bool IsFaulted => Status == ConnectorStatus.Faulted;
    }
}
