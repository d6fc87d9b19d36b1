using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Stations;

/// <summary>Chargers, named by the identity they connect with.</summary>
public static class ChargePointsApi
{
    private sealed record ConnectorBody(int ConnectorNumber, string ConnectorType, decimal PowerKw, string? VendorConnectorId = null);

    private sealed record ChargePointBody(Guid StationId, IReadOnlyList<ConnectorBody> Connectors, string? AuthorizationKey = null)
    {
        public ChargePointWish ToWish() => new(
            StationId,
            [.. Connectors.Select(c => new ConnectorDescription(c.ConnectorNumber, c.ConnectorType, c.PowerKw, c.VendorConnectorId))],
            AuthorizationKey);
    }

    private sealed record BootBody(BootStatus Status, int? IntervalSeconds = null);

    /// <summary>Whether commands go to it; while it is open none does for so many seconds.</summary>
    private sealed record BreakerView(
        [property: JsonConverter(typeof(CapitalWords<BreakerState>))] BreakerState State, int Failures, int? RetryAfterSeconds);

    /// <summary>What a health monitor sees there.</summary>
    private sealed record MonitorFaultView(string? Reason, DateTimeOffset Since, FaultSource Source);

    /// <summary>When it was last not let in, since it was last here, and why.</summary>
    private sealed record RefusalView(DateTimeOffset At, string Reason);

    private sealed record ChargePointView(
        string ChargePointId, Guid? StationId,
        [property: JsonConverter(typeof(CapitalWords<ChargePointState>))] ChargePointState State,
        BootStatus BootStatus, int IntervalSeconds, IReadOnlyList<ConnectorView> Connectors,
        DateTimeOffset? LastSeenAt, DateTimeOffset? LastBootAt,
        string? Vendor, string? Model, string? SerialNumber, string? Firmware, string? OcppVersion, bool HasAuthorizationKey, bool IsVendorManaged, string? ManagedBy,
        BreakerView CircuitBreaker, MonitorFaultView? MonitorFault, RefusalView? LastRefusal)
    {
        public static ChargePointView Of(ChargePointRow row) => new(
            row.Identity, row.StationId, row.State, row.BootStatus, row.HeartbeatSeconds, [.. row.Connectors.Select(ConnectorView.Of)],
            row.LastSeenAt, row.LastBootAt, row.Vendor, row.Model, row.SerialNumber, row.Firmware, row.OcppVersion, row.HasKey, row.IsVendorManaged, row.ManagedBy,
            new BreakerView(row.Breaker.State, row.Breaker.Failures, row.Breaker.RetryAfterSeconds),
            row.MonitorFault is { } fault ? new MonitorFaultView(fault.Reason, fault.Since, fault.By) : null,
            row.RefusedAt is { } refusedAt ? new RefusalView(refusedAt, row.RefusedWhy!) : null);
    }

    public static void MapChargePointsApi(this IEndpointRouteBuilder app)
    {
        var chargers = app.MapApi("/v1/charge-points", "Charge points");
        chargers.MapGet("", ListAsync).RequirePermission(Permission.ViewNetwork)
            .WithSummary("The chargers: those that wait for approval first, then by identity.");
        chargers.MapGet("/{chargePointId}", FindAsync).RequirePermission(Permission.ViewNetwork)
            .WithSummary("One charger, as it is now.").Produces<Failure>(StatusCodes.Status404NotFound);
        chargers.MapPut("/{chargePointId}", SaveAsync)
            .WithExample("""{"stationId": "0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a11", "authorizationKey": "at-least-16-characters", "connectors": [{"connectorNumber": 1, "connectorType": "CCS2", "powerKw": 150}, {"connectorNumber": 2, "connectorType": "Type2", "powerKw": 22}]}""")
            .RequirePermission(Permission.ManageStations)
            .WithSummary("Enrols a charger, or says anew where it stands and what connectors it has. A key that is left out stays, an empty one is taken away.")
            .Produces<Failure>(StatusCodes.Status409Conflict);
        chargers.MapPut("/{chargePointId}/boot-status", DecideBootAsync)
            .WithExample("""{"status": "Accepted", "intervalSeconds": 300}""")
            .RequirePermission(Permission.CommandChargers)
            .WithSummary("How its boots are answered from now on; where it is connected, it is asked to boot at once.")
            .Produces<Failure>(StatusCodes.Status404NotFound);
    }

    private static async Task<Answer<Page<ChargePointView>>> ListAsync(
        string? search, Choice<ChargePointState>? state, Guid? stationId, [AsParameters] PageQuery page,
        ListChargePoints chargers, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await chargers.RunAsync(user.ToActor(), new ChargePointFilter(search, state?.Value, stationId), page.Take, page.Skip, cancel),
            found => new Page<ChargePointView>([.. found.Items.Select(ChargePointView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<ChargePointView>> FindAsync(string chargePointId, ListChargePoints chargers, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await chargers.FindAsync(user.ToActor(), PathText.Of(chargePointId), cancel), ChargePointView.Of);

    private static async Task<Answer<ChargePointView>> SaveAsync(
        string chargePointId, ChargePointBody body, SaveChargePoint save, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await save.RunAsync(user.ToActor(), PathText.Of(chargePointId), body.ToWish(), cancel), ChargePointView.Of);

    private static async Task<Answer<ChargePointView>> DecideBootAsync(
        string chargePointId, BootBody body, DecideBoot decide, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await decide.RunAsync(user.ToActor(), PathText.Of(chargePointId), body.Status, body.IntervalSeconds, cancel), ChargePointView.Of);
}
