using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;

namespace EvOps.Infrastructure.Stations;

/// <summary>What a charger said of one of its connectors, and what was known before.</summary>
/// <param name="Connector">Null where it spoke of itself as a whole.</param>
public sealed record StatusSeen(
    ChargePoint ChargePoint, Connector? Connector, StatusTold Told, ConnectorStatus StatusBefore, string? ErrorCodeBefore, string? VendorErrorCodeBefore, DateTimeOffset Now)
{
    public bool BecameFaulty => Told.Status == ConnectorStatus.Faulted && StatusBefore != ConnectorStatus.Faulted;

    public bool BecameWell => Told.Status != ConnectorStatus.Faulted && StatusBefore == ConnectorStatus.Faulted;

    public bool IsChange => (StatusBefore, ErrorCodeBefore) != (Told.Status, Told.ErrorCode);
}

/// <summary>A room that writes down that a charger, which had been away for too long, is heard of again; its connectors are loaded.</summary>
public interface IReturnWitness
{
    /// <summary>Adds to what is about to be saved. What comes back is told once it is saved; null: nothing.</summary>
    Task<Action?> SeeReturnAsync(EvOpsDb db, ChargePoint chargePoint, DateTimeOffset now, CancellationToken cancel);
}

/// <summary>A room that writes down, in the very save that keeps a status, what the status means to it.</summary>
public interface IStatusWitness
{
    /// <summary>Adds to what is about to be saved. What comes back is told once it is saved; null: nothing.</summary>
    Task<Action?> SeeAsync(EvOpsDb db, StatusSeen seen, CancellationToken cancel);
}
