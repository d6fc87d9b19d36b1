using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Power of the whole network over a stretch of time, from the stored readings: of each session the energy between two readings,
/// or its power where no register was told. Read once, when the process starts.
/// </summary>
internal static class StoredPower
{
    private const int Portion = 200;

    /// <summary>A power without a register holds for so long at the most.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    public static async Task LoadAsync(EvOpsDb db, PowerSlices slices, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        var sessions = await db.Sessions.AsNoTracking()
            .Where(s => s.TransactionId != null && (s.EndedAt == null || s.EndedAt > from))
            .OrderBy(s => s.TransactionId)
            .Select(s => new Charge(s.TransactionId!.Value, s.StartedAt!.Value, s.EndedAt, s.MeterStartWh))
            .ToListAsync(cancel);
        var first = await db.Sessions.OrderBy(s => s.RequestedAt).Select(s => (DateTimeOffset?)s.RequestedAt).FirstOrDefaultAsync(cancel);

        var measured = new HashSet<long>();
        foreach (var portion in sessions.Chunk(Portion))
        {
            var ids = portion.Select(s => s.TransactionId).ToArray();
            var readings = await db.MeterReadings.AsNoTracking()
                .Where(r => ids.Contains(r.TransactionId) && r.At >= from && r.At < until)
                .OrderBy(r => r.TransactionId).ThenBy(r => r.Id)
                .Select(r => new Reading(r.TransactionId, r.At, r.PowerW, r.EnergyWh))
                .ToListAsync(cancel);
            var ofSession = readings.ToLookup(r => r.TransactionId);
            foreach (var session in portion) AddSession(slices, measured, session, ofSession[session.TransactionId], from);
        }

        if (first is { } earliest) KnowWhatIsKnown(slices, measured, sessions, earliest > from ? earliest : from, until);
    }

    private static void AddSession(PowerSlices slices, HashSet<long> measured, Charge session, IEnumerable<Reading> stored, DateTimeOffset from)
    {
        var readings = stored.ToList();
        if (session.StartedAt >= from) readings.Insert(0, new(session.TransactionId, session.StartedAt, null, session.MeterStartWh));
        // The register is exact; a power is one moment's.
        if (readings.Count(r => r.EnergyWh is not null) > 1) readings.RemoveAll(r => r.EnergyWh is null);

        Reading? before = null;
        foreach (var reading in readings)
        {
            // Replayed late, or told twice.
            if (reading.At <= before?.At) continue;

            if (before is { } last && MeanOf(last, reading) is { } watts)
            {
                slices.Add(last.At, reading.At, watts);
                for (var number = PowerSlices.NumberOf(last.At); number <= PowerSlices.NumberOf(reading.At); number++) measured.Add(number);
            }
            before = reading;
        }
    }

    private static double? MeanOf(Reading a, Reading b)
    {
        var time = b.At - a.At;
        if (a.EnergyWh is { } first && b.EnergyWh is { } last) return last >= first ? (last - first) / time.TotalHours : null;
        return time <= Holds ? a.PowerW ?? b.PowerW : null;
    }

    // Without an open session nothing flows, and that is known; with one, only readings know.
    private static void KnowWhatIsKnown(PowerSlices slices, HashSet<long> measured, List<Charge> sessions, DateTimeOffset from, DateTimeOffset until)
    {
        var charging = new HashSet<long>();
        foreach (var session in sessions)
        {
            var (start, end) = (session.StartedAt > from ? session.StartedAt : from, session.EndedAt ?? until);
            for (var number = PowerSlices.NumberOf(start); number <= PowerSlices.NumberOf(end); number++) charging.Add(number);
        }
        for (var number = PowerSlices.NumberOf(from); number <= PowerSlices.NumberOf(until); number++)
        {
            if (!measured.Contains(number) && charging.Contains(number)) continue;
            var (start, end) = (PowerSlices.StartOf(number), PowerSlices.StartOf(number + 1));
            slices.Know(start > from ? start : from, end < until ? end : until);
        }
    }

    private readonly record struct Charge(int TransactionId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long? MeterStartWh);

    private readonly record struct Reading(int TransactionId, DateTimeOffset At, int? PowerW, long? EnergyWh);
}
