namespace EvOps.Domain.Stations;

/// <summary>A plug's status, description or holder changed.</summary>
public readonly record struct ConnectorChanged(Guid? StationId, Guid ChargePointId, Guid ConnectorId);

/// <summary>A charger connected, went away, booted, was approved, moved or was described anew.</summary>
public readonly record struct ChargePointChanged(Guid ChargePointId, string Identity);

/// <summary>A station was added or described anew.</summary>
public readonly record struct StationChanged(Guid StationId);
