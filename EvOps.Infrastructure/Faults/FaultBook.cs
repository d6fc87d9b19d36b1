using EvOps.Domain.Common;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;

namespace EvOps.Infrastructure.Faults;

/// <summary>A line was added to the history of faults.</summary>
public readonly record struct FaultNoted(Guid ChargePointId, string Identity, int ConnectorNumber, FaultKind Kind);

/// <summary>A room that writes down, in the very save that keeps a fault, what the fault means to it.</summary>
public interface IFaultWitness
{
    /// <summary>Adds to what is about to be saved. What comes back is told once it is saved; null: nothing.</summary>
    Task<Action?> SeeAsync(EvOpsDb db, ChargePoint chargePoint, FaultEvent fault, CancellationToken cancel);
}

/// <summary>
/// Where faults are written down. A line rides in the save of what it tells of: it stands or falls with it. What comes back is told
/// once that is saved.
/// </summary>
public sealed class FaultBook(IEnumerable<IFaultWitness> witnesses, FaultInstruments instruments, IChargePointLink link, LiveFeed live) : IStatusWitness, IReturnWitness
{
    public async Task<Action> AddAsync(EvOpsDb db, ChargePoint chargePoint, FaultEvent fault, CancellationToken cancel)
    {
        List<Action> tellings = [];
        fault.BelongsTo(Tracing.CorrelationId);
        db.FaultEvents.Add(fault);
        if (!fault.IsLate)
        {
            foreach (var witness in witnesses)
            {
                if (await witness.SeeAsync(db, chargePoint, fault, cancel) is { } telling) tellings.Add(telling);
            }
        }

        return () =>
        {
            if (!fault.IsLate) instruments.Count(fault.Kind);
            foreach (var tell in tellings) tell();
            live.Publish(new FaultNoted(chargePoint.Id, chargePoint.Identity, fault.ConnectorNumber, fault.Kind));
        };
    }

    /// <summary>A charger or a plug says how it is: what it becomes is noted, and when it became faulty or well.</summary>
    public async Task<Action?> SeeAsync(EvOpsDb db, StatusSeen seen, CancellationToken cancel)
    {
        if (seen.IsChange) AddSnapshot(db, seen.ChargePoint, link.IsConnected(seen.ChargePoint.Identity), seen.Now);
        if (!seen.BecameFaulty && !seen.BecameWell) return null;

        var (kind, told) = seen.BecameFaulty
            ? (FaultKind.Fault, new FaultTold(seen.Told.Info, seen.Told.ErrorCode, seen.Told.VendorErrorCode))
            : (FaultKind.Recovery, new FaultTold(null, seen.ErrorCodeBefore, seen.VendorErrorCodeBefore));
        return await AddAsync(
            db, seen.ChargePoint,
            new FaultEvent(seen.ChargePoint.Id, seen.Told.ConnectorNumber, kind, FaultSource.StatusNotification, told, seen.Told.At, seen.Now), cancel);
    }

    /// <summary>A charger comes in, or its vendor tells of it. One that had been away for too long is well again.</summary>
    public async Task<Action?> SeeReturnAsync(EvOpsDb db, ChargePoint chargePoint, DateTimeOffset now, CancellationToken cancel)
    {
        if (chargePoint.NoteFound() is not { } since) return null;
        return await AddAsync(
            db, chargePoint,
            new FaultEvent(chargePoint.Id, 0, FaultKind.Recovery, FaultSource.Connection, new FaultTold($"{(chargePoint.IsVendorManaged ? "Its vendor told of it again" : "Connected again")}, gone since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC."), now, now), cancel);
    }

    /// <summary>How the charger is at this moment; its connectors must be loaded.</summary>
    public static void AddSnapshot(EvOpsDb db, ChargePoint chargePoint, bool isOnline, DateTimeOffset now) =>
        db.HealthSnapshots.Add(new HealthSnapshot(chargePoint, isOnline, now));
}
