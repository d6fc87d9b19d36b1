namespace EvOps.Domain.Stations;

/// <summary>
/// One line of a charger's past: a plug changed its state, or the connection went or came back. Only ever appended, when something
/// changes; what availability, statistics and thresholds tried on the past are made from.
/// </summary>
public sealed class StatusLogEntry
{
    private StatusLogEntry()
    {
    }

    public long Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    /// <summary>0 is the charger itself.</summary>
    public int ConnectorNumber { get; private init; }

    /// <summary>When the house learned of it.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>The charger's own time of it; null for the connection.</summary>
    public DateTimeOffset? ChargerAt { get; private init; }

    /// <summary>Null where the line is about the connection.</summary>
    public ConnectorStatus? Status { get; private init; }

    public string? ErrorCode { get; private init; }

    public string? VendorErrorCode { get; private init; }

    /// <summary>True: it connected; false: the connection was lost. Null where the line is about a plug.</summary>
    public bool? IsOnline { get; private init; }

    public static StatusLogEntry OfPlug(
        Guid chargePointId, int connectorNumber, ConnectorStatus status, string? errorCode, string? vendorErrorCode, DateTimeOffset chargerAt, DateTimeOffset now) =>
        new() { ChargePointId = chargePointId, ConnectorNumber = connectorNumber, Status = status, ErrorCode = errorCode, VendorErrorCode = vendorErrorCode, ChargerAt = chargerAt, At = now };

    public static StatusLogEntry OfConnection(Guid chargePointId, bool isOnline, DateTimeOffset at) => new() { ChargePointId = chargePointId, IsOnline = isOnline, At = at };
}
