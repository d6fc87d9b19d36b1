using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a charger says of one of its connectors; connector 0 is the charger itself (OCPP 1.6 §4.9).</summary>
/// <param name="ErrorCode">Null for NoError.</param>
/// <param name="At">The charger's time, or the time of arrival where it told none.</param>
public sealed record StatusTold(
    Guid ChargePointId, int ConnectorNumber, ConnectorStatus Status, string? ErrorCode, string? VendorErrorCode, string? Info, DateTimeOffset At);

/// <summary>Keeps what chargers say of their connectors, unless something newer is known. An unknown connector is made known.</summary>
public sealed class ReportStatus(IDbContextFactory<EvOpsDb> databases, StationInstruments instruments, LiveFeed live, TimeProvider time)
{
    public async Task RunAsync(StatusTold told, CancellationToken cancel)
    {
        var (chargePoint, connector, before, isNews) = await Races.DecideAgainAsync(() => TryAsync(told, cancel));
        if (!isNews) return;
        instruments.Reported(before, told.Status);
        if (connector is null) live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
        else live.Publish(new ConnectorChanged(chargePoint.StationId, chargePoint.Id, connector.Id));
    }

    private async Task<(ChargePoint ChargePoint, Connector? Connector, ConnectorStatus Before, bool IsNews)> TryAsync(StatusTold told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Id == told.ChargePointId, cancel);
        if (told.ConnectorNumber == 0)
        {
            var was = chargePoint.Status;
            var isOther = (was, chargePoint.ErrorCode) != (told.Status, told.ErrorCode);
            var isNews = chargePoint.Report(told.Status, told.ErrorCode, told.At);
            if (isNews && isOther) Log(db, told);
            await db.SaveChangesAsync(cancel);
            return (chargePoint, null, was, isNews);
        }

        var connector = chargePoint.ConnectorOrNew(told.ConnectorNumber, time.GetUtcNow());
        var before = connector.Status;
        var isChange = (before, connector.ErrorCode) != (told.Status, told.ErrorCode);
        var isNewer = connector.Report(told.Status, told.ErrorCode, told.VendorErrorCode, told.Info, told.At);
        if (isNewer && isChange) Log(db, told);
        await db.SaveChangesAsync(cancel);
        return (chargePoint, connector, before, isNewer);
    }

    private void Log(EvOpsDb db, StatusTold told) => db.StatusLog.Add(
        StatusLogEntry.OfPlug(told.ChargePointId, told.ConnectorNumber, told.Status, told.ErrorCode, told.VendorErrorCode, told.At, time.GetUtcNow()));
}
