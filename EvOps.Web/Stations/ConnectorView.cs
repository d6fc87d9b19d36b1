using System.Text.Json.Serialization;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Stations;

/// <summary>A plug as the API shows it.</summary>
/// <param name="UpdatedAt">The charger's own time of the status; null until it has told of this plug.</param>
/// <param name="ChargePointId">The identity its charger connects with.</param>
/// <param name="LastKnownStatus">The status as it was last heard, also while the charger is away and the status is OFFLINE; null until it has told of this plug.</param>
/// <param name="Stale">What is shown is the last that was heard and may be wrong by now.</param>
internal sealed record ConnectorView(
    Guid Id, int ConnectorNumber, string? ConnectorType, decimal PowerKw,
    [property: JsonConverter(typeof(CapitalWords<PublicStatus>))] PublicStatus Status,
    [property: JsonConverter(typeof(CapitalWords<PublicStatus>))] PublicStatus? LastKnownStatus,
    DateTimeOffset? UpdatedAt, string ChargePointId, bool Stale, string? VendorConnectorId, string? ErrorCode)
{
    public static ConnectorView Of(ConnectorRow row) => new(
        row.Id, row.Number, row.Type, row.MaxPowerW / 1000m, row.PublicStatus, row.LastKnownStatus, row.StatusAt, row.ChargePoint, row.IsStale, row.VendorConnectorId, row.ErrorCode);
}
