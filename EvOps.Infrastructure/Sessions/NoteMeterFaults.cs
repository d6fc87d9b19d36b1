using EvOps.Domain.Faults;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Meters that lie are faults: one in a session, not one for each reading, and over when readings are sane again. By the same rules that
/// hold a bill.
/// </summary>
public sealed class NoteMeterFaults(IDbContextFactory<EvOpsDb> databases, FaultBook book, TimeProvider time)
{
    /// <summary>A reading that told a register, already applied to its session.</summary>
    public async Task SeeAsync(LiveSession session, MeterReading reading, CancellationToken cancel)
    {
        // What is told late is history: the meter has been heard since.
        if (reading.At < session.Trail.LastAt) return;

        var lie = LieOf(session, reading);
        switch (session.NoteMeter(lie is not null))
        {
            case MeterNews.None:
                return;
            case MeterNews.Lies:
                await NoteAsync(session, FaultKind.Fault, lie, cancel);
                return;
            case MeterNews.IsSane:
                await NoteAsync(session, FaultKind.Recovery, null, cancel);
                return;
            default:
                throw new InvalidOperationException("There is no such news of a meter.");
        }
    }

    // What a plug can give at the most is judged when the session ends: until then a burst says little.
    private static string? LieOf(LiveSession session, MeterReading reading)
    {
        if (reading.EnergyWh is not { } register) return reading.Evidence;
        if (session.MeterStartWh is not { } start || session.StartedAt is not { } startedAt) return null;

        var verdict = MeterRules.EnergyOf(start, register, session.Trail, new PlugLimits(0, reading.At - startedAt));
        return verdict.EnergyWh is null ? verdict.ReviewReason : null;
    }

    private async Task NoteAsync(LiveSession session, FaultKind kind, string? words, CancellationToken cancel)
    {
        var tell = await Races.DecideAgainAsync(() => TryAsync(session, kind, words?.TrimEnd('.'), cancel));
        tell?.Invoke();
    }

    // The same state again leaves no line, and a meter of which nobody thought ill is not well again.
    private async Task<Action?> TryAsync(LiveSession session, FaultKind kind, string? words, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var last = await db.FaultEvents.AsNoTracking()
            .Where(e => e.ChargePointId == session.ChargePointId && e.ConnectorNumber == session.ConnectorNumber && e.Source == FaultSource.Meter)
            .OrderByDescending(e => e.ReportedAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(cancel);
        if ((last?.Kind ?? FaultKind.Recovery) == kind) return null;

        var now = time.GetUtcNow();
        var chargePoint = await db.ChargePoints.AsNoTracking().SingleAsync(c => c.Id == session.ChargePointId, cancel);
        var tell = await book.AddAsync(
            db, chargePoint, new FaultEvent(chargePoint.Id, session.ConnectorNumber, kind, FaultSource.Meter, new FaultTold(words ?? last?.Reason), now, now), cancel);
        await db.SaveChangesAsync(cancel);
        return tell;
    }
}
