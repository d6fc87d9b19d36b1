using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Web.Demo;

/// <summary>
/// What the demo's chargers would have kept in their own memory while the house was down, read from what they told it: registers go
/// on counting, cars go on charging. Real chargers do the same after a restart of the central system.
/// </summary>
public sealed class DemoMemory(IDbContextFactory<EvOpsDb> databases, LiveSessions sessions)
{
    public async Task<IReadOnlyDictionary<(string Identity, int Connector), ConnectorMemory>> ReadAsync(IReadOnlyList<DemoChargePoint> chargePoints, CancellationToken cancel)
    {
        var memory = new Dictionary<(string Identity, int Connector), ConnectorMemory>();
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (var chargePoint in chargePoints)
        {
            if (await db.ChargePoints.Where(c => c.Identity == chargePoint.Identity).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancel) is not { } id) continue;
            foreach (var number in chargePoint.Connectors.Select(c => c.Number))
            {
                if (await OfAsync(db, chargePoint, id, number, cancel) is { } kept) memory[(chargePoint.Identity, number)] = kept;
            }
        }

        return memory;
    }

    private async Task<ConnectorMemory?> OfAsync(EvOpsDb db, DemoChargePoint chargePoint, Guid id, int number, CancellationToken cancel)
    {
        var last = await db.Sessions.AsNoTracking()
            .Where(s => s.ChargePointId == id && s.ConnectorNumber == number && s.MeterStartWh != null)
            .OrderByDescending(s => s.RequestedAt).FirstOrDefaultAsync(cancel);
        if (last is null) return null;

        var trail = sessions.Find(last.Id)?.Trail ?? new MeterTrail(last.MeterStopWh, last.EndedAt, null, null);
        var register = Math.Max(last.MeterStartWh!.Value, trail.LastRegisterWh ?? 0);
        return last is { IsOpen: true, TransactionId: { } transaction }
            ? new(register, new(transaction, last.IdTag, last.MeterStartWh.Value, last.StartedAt!.Value, CarOf(last, chargePoint, trail)))
            : new(register);
    }

    // The house never heard what car it is: one that fits, always the same for the same session.
    private static Car CarOf(Session session, DemoChargePoint chargePoint, MeterTrail trail)
    {
        var isDirectCurrent = chargePoint.PowerKw > 22;
        var fitting = CarModels.All.Where(model => model.BatteryKwh > 40 && (model.TakesDc || !isDirectCurrent)).ToArray();
        var model = fitting[session.TransactionId!.Value % fitting.Length];
        var charged = 100.0 * ((trail.LastRegisterWh ?? session.MeterStartWh!.Value) - session.MeterStartWh!.Value) / (model.BatteryKwh * 1000);
        return new Car(model, Math.Clamp(trail.LastSoc ?? 20 + charged, 0, 100), 85);
    }
}
