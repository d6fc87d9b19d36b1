using EvOps.Domain.Faults;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.LiveUpdates;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Sessions;

/// <summary>A fault ends no session: those that run at the plug, or at the charger where it is faulty as a whole, go on, and their timeline says what happened.</summary>
public sealed class FaultsInTimelines(LiveFeed live) : IFaultWitness
{
    public async Task<Action?> SeeAsync(EvOpsDb db, ChargePoint chargePoint, FaultEvent fault, CancellationToken cancel)
    {
        // What a reading showed stands in the timeline already, in its own words.
        if (fault.Source == FaultSource.Meter) return null;

        var running = await db.Sessions.AsNoTracking()
            .Where(s => s.ChargePointId == chargePoint.Id && s.EndedAt == null && (fault.ConnectorNumber == 0 || s.ConnectorNumber == fault.ConnectorNumber))
            .Select(s => new SessionChanged(s.Id, s.StationId, s.ConnectorId, s.State)).ToListAsync(cancel);
        if (running.Count == 0) return null;

        var (kind, words) = (fault.Kind == FaultKind.Fault ? SessionEventKind.Warning : SessionEventKind.Evidence, FaultWords.Of(fault, chargePoint.Identity));
        db.SessionEvents.AddRange(running.Select(session => new SessionEvent(session.SessionId, fault.At, kind, words)));
        return () =>
        {
            foreach (var (sessionId, stationId, connectorId, state) in running) live.Publish(new SessionChanged(sessionId, stationId, connectorId, state));
        };
    }
}
