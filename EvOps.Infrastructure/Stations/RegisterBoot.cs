using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a charger tells of itself when it boots (OCPP 1.6 §4.2).</summary>
public sealed record BootTold(Guid ChargePointId, string Vendor, string Model, string? SerialNumber, string? Firmware);

/// <summary>The answer: the decision that stands for this charger, and the seconds to the next heartbeat or attempt.</summary>
public sealed record BootAnswer(BootStatus Status, int IntervalSeconds);

/// <summary>A charger boots: what it says of itself is kept, and the standing decision about it is the answer.</summary>
public sealed class RegisterBoot(IDbContextFactory<EvOpsDb> databases, LiveFeed live, TimeProvider time)
{
    /// <summary>Seconds until a charger that waits for approval asks again.</summary>
    private const int RetrySeconds = 30;

    public async Task<BootAnswer> RunAsync(BootTold told, CancellationToken cancel)
    {
        var chargePoint = await Races.DecideAgainAsync(() => TryAsync(told, cancel));
        live.Publish(new ChargePointChanged(chargePoint.Id, chargePoint.Identity));
        return chargePoint.BootStatus switch
        {
            BootStatus.Accepted => new(BootStatus.Accepted, chargePoint.HeartbeatSeconds),
            BootStatus.Pending => new(BootStatus.Pending, Math.Min(RetrySeconds, chargePoint.HeartbeatSeconds)),
            BootStatus.Rejected => new(BootStatus.Rejected, chargePoint.HeartbeatSeconds),
        };
    }

    private async Task<ChargePoint> TryAsync(BootTold told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chargePoint = await db.ChargePoints.SingleAsync(c => c.Id == told.ChargePointId, cancel);
        chargePoint.Booted(told.Vendor, told.Model, told.SerialNumber, told.Firmware, time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return chargePoint;
    }
}
