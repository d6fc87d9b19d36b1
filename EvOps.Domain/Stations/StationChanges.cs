namespace EvOps.Domain.Stations;

/// <summary>A plug's status, description or holder changed.</summary>
public readonly record struct ConnectorChanged(Guid? StationId, Guid ChargePointId, Guid ConnectorId);

/// <summary>A charger connected, went away, booted, was approved, moved or was described anew.</summary>
public readonly record struct ChargePointChanged(Guid ChargePointId, string Identity);

/// <summary>A fault began or ended.</summary>
/// <param name="ChargePoint">The charger's identity.</param>
/// <param name="ConnectorNumber">0: the charger as a whole.</param>
/// <param name="ErrorCode">Of one that is over: what it was.</param>
public readonly record struct FaultChanged(Guid? StationId, string ChargePoint, int ConnectorNumber, bool IsFaulted, string? ErrorCode, DateTimeOffset At);

/// <summary>A station was added or described anew.</summary>
public readonly record struct StationChanged(Guid StationId);
