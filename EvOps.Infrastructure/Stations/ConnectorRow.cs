using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Stations;

/// <summary>A plug, as lists and pages show it.</summary>
/// <param name="StatusAt">The charger's own time of its status; null until it has said anything.</param>
/// <param name="IsOnline">Whether its charger is connected.</param>
/// <param name="IsChargerFaulted">Whether its charger as a whole reports a fault.</param>
/// <param name="Reservation">For whom it is kept at this moment; null where anybody may start.</param>
/// <param name="HasMonitorFault">Whether a health monitor sees a fault at its charger.</param>
/// <param name="Work">The maintenance it is in at this moment.</param>
public sealed record ConnectorRow(
    Guid Id, string ChargePoint, int Number, string? Type, int MaxPowerW, string? VendorConnectorId,
    ConnectorStatus Status, DateTimeOffset? StatusAt, string? ErrorCode, string? VendorErrorCode, string? Info,
    Guid? OpenSessionId, bool IsOnline, bool IsChargerFaulted, PlugReservation? Reservation = null, bool HasMonitorFault = false, MaintenanceWindow? Work = null)
{
    public PublicStatus PublicStatus => ConnectorStatuses.ToPublic(
        IsChargerFaulted ? ConnectorStatus.Faulted : Status, OpenSessionId is not null, IsOnline, Reservation is not null, HasMonitorFault, Work is not null);

    /// <summary>What it would be called if its charger were connected: the last that was heard of it; null where nothing was.</summary>
    public PublicStatus? LastKnownStatus => Status == ConnectorStatus.Unknown && !IsChargerFaulted && OpenSessionId is null
        ? null
        : ConnectorStatuses.ToPublic(IsChargerFaulted ? ConnectorStatus.Faulted : Status, OpenSessionId is not null, isOnline: true, Reservation is not null, HasMonitorFault, Work is not null);

    /// <summary>What is shown is the last that was heard and may be wrong by now.</summary>
    public bool IsStale => !IsOnline || Status == ConnectorStatus.Unknown;

    internal static ConnectorRow Of(Connector connector, ChargePoint chargePoint, bool isOnline, IReadOnlyDictionary<Guid, PlugReservation> kept, MaintenanceWindow? work) => new(
        connector.Id, chargePoint.Identity, connector.Number, connector.Type, connector.MaxPowerW, connector.VendorConnectorId,
        connector.Status, connector.StatusAt, connector.ErrorCode, connector.VendorErrorCode, connector.Info,
        connector.OpenSessionId, isOnline, chargePoint.Status == ConnectorStatus.Faulted, kept.GetValueOrDefault(connector.Id), chargePoint.MonitorFault is not null, work);
}
