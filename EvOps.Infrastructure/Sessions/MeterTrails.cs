using EvOps.Domain.Sessions;
using EvOps.Domain.Tariffs;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>What the stored readings of a transaction say in sum.</summary>
public static class MeterTrails
{
    /// <summary>All that judging and pricing a session needs. Where its price depends on time, its readings are gone through one by one.</summary>
    public static async Task<MeterTrail> OfAsync(EvOpsDb db, Session session, CancellationToken cancel)
    {
        if (session.TransactionId is not { } transaction) return default;
        return await WithCourseAsync(db, session, await SumAsync(db, transaction, cancel), cancel);
    }

    /// <summary>A trail that is known already, with the course of the session as it is stored.</summary>
    public static async Task<MeterTrail> WithCourseAsync(EvOpsDb db, Session session, MeterTrail known, CancellationToken cancel)
    {
        if (session is not { TransactionId: { } transaction, Terms: { DependsOnTime: true } terms, StartedAt: { } startedAt }) return known;

        var idle = default(IdleWatch);
        var course = new CourseKeeper(terms, Session.ZoneOf(session.TimeZone), startedAt);
        var readings = db.MeterReadings.AsNoTracking().Where(r => r.TransactionId == transaction)
            .OrderBy(r => r.At).ThenBy(r => r.Id).Select(r => new { r.At, r.EnergyWh, r.PowerW });
        await foreach (var reading in readings.AsAsyncEnumerable().WithCancellation(cancel))
        {
            idle = idle.With(reading.At, reading.EnergyWh, reading.PowerW);
            if (reading.EnergyWh is { } register) course.Add(new(reading.At, register - (session.MeterStartWh ?? 0)));
        }

        return known with { Idle = idle, Points = course.Points };
    }

    private static async Task<MeterTrail> SumAsync(EvOpsDb db, int transactionId, CancellationToken cancel)
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
