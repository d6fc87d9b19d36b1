using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What the stored readings of a transaction say in sum.</summary>
public static class MeterTrails
{
    public static async Task<MeterTrail> OfAsync(EvOpsDb db, int transactionId, CancellationToken cancel)
    {
        var readings = db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == transactionId);
        var register = await readings.Where(r => r.EnergyWh != null).OrderByDescending(r => r.At).Select(r => r.EnergyWh).FirstOrDefaultAsync(cancel);
        var lastAt = await readings.OrderByDescending(r => r.At).Select(r => (DateTimeOffset?)r.At).FirstOrDefaultAsync(cancel);
        var power = await readings.Where(r => r.PowerW != null).GroupBy(_ => 1)
            .Select(all => new { Count = all.Count(), Sum = all.Sum(r => (long)r.PowerW!.Value), First = all.Min(r => r.At), Last = all.Max(r => r.At) })
            .SingleOrDefaultAsync(cancel);
        var socs = readings.Where(r => r.SocPercent != null);
        return new MeterTrail(
            register,
            lastAt,
            await socs.OrderBy(r => r.At).Select(r => r.SocPercent).FirstOrDefaultAsync(cancel),
            await socs.OrderByDescending(r => r.At).Select(r => r.SocPercent).FirstOrDefaultAsync(cancel),
            power is null ? default : new PowerTrail(power.Count, power.Sum, power.First, power.Last));
    }
}
