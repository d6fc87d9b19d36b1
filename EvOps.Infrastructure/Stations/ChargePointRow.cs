using EvOps.Domain.Stations;

namespace EvOps.Infrastructure.Stations;

/// <summary>A charger, as lists and pages show it.</summary>
/// <param name="StationName">Null while it stands nowhere.</param>
/// <param name="TimeZone">The station's; UTC while it stands nowhere.</param>
/// <param name="MonitorFault">What a health monitor sees there; null while it sees nothing wrong.</param>
/// <param name="Breaker">Whether commands go to it.</param>
/// <param name="RefusedAt">When it was last not let in; null where it was not since it was last here.</param>
/// <param name="LastSeenAt">While it is connected: the last byte that came in.</param>
public sealed record ChargePointRow(
    Guid Id, string Identity, Guid? StationId, string? StationName, string TimeZone,
    ChargePointState State, bool IsOnline, BootStatus BootStatus, int HeartbeatSeconds,
    ConnectorStatus Status, string? ErrorCode, MonitorFault? MonitorFault, BreakerReading Breaker,
    string? Vendor, string? Model, string? SerialNumber, string? Firmware, string? OcppVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, DateTimeOffset? LastBootAt,
    bool HasKey, ChargePointAllowances Allowances, int AnswerDelayMilliseconds,
    IReadOnlyList<ConnectorRow> Connectors, bool IsVendorManaged, string? ManagedBy, DateTimeOffset? RefusedAt, string? RefusedWhy)
{
    /// <summary>"Volta Street 22"; null until it has booted.</summary>
    public string? MakeAndModel => Vendor is null && Model is null ? null : $"{Vendor} {Model}".Trim();

    internal static ChargePointRow Of(ChargePoint chargePoint, Station? station, Presence presence, IReadOnlyDictionary<Guid, PlugReservation> kept)
    {
        var isOnline = presence.IsReachable(chargePoint);
        return new(
            chargePoint.Id, chargePoint.Identity, chargePoint.StationId, station?.Name, station?.TimeZone ?? "UTC",
            chargePoint.StateWhen(isOnline), isOnline, chargePoint.BootStatus, chargePoint.HeartbeatSeconds,
            chargePoint.Status, chargePoint.ErrorCode, chargePoint.MonitorFault, presence.BreakerOf(chargePoint.Identity),
            chargePoint.Vendor, chargePoint.Model, chargePoint.SerialNumber, chargePoint.Firmware, chargePoint.OcppVersion,
            chargePoint.CreatedAt, presence.LastHeard(chargePoint.Identity) ?? chargePoint.LastSeenAt, chargePoint.LastBootAt,
            chargePoint.KeyHash is not null, chargePoint.Allowances, chargePoint.AnswerDelayMilliseconds,
            [.. chargePoint.Connectors.OrderBy(c => c.Number).Select(c => ConnectorRow.Of(c, chargePoint, isOnline, kept, station?.Maintenance?.At(c.Id, chargePoint.Identity, presence.Now)))], chargePoint.IsVendorManaged, chargePoint.ManagedBy, chargePoint.RefusedAt, chargePoint.RefusedWhy);
    }
}
