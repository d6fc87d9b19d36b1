using EvOps.Domain.Stations;
using EvOps.Domain.Tariffs;

namespace EvOps.Infrastructure.Stations;

/// <summary>A place to charge, as a driver is shown it.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Terms">What a session that begins here now is priced by.</param>
/// <param name="Metres">From where the driver is; null where he did not say.</param>
/// <param name="Plugs">Those of approved chargers, charger by charger.</param>
public sealed record FoundStation(
    Guid Id, string Name, string? Address, Position At, string TimeZone, TariffTerms Terms, double? Metres, IReadOnlyList<FoundPlug> Plugs)
{
    public int Free => Plugs.Count(plug => plug.State == PlugState.Free);

    /// <summary>Watts of the strongest plug; 0 until told.</summary>
    public int MaxPowerW => Plugs.Max(plug => plug.MaxPowerW);

    internal static FoundStation Of(StationRow row, Position? from, Guid? viewer)
    {
        var told = row.Description;
        var at = new Position(told.Latitude, told.Longitude);
        return new(
            row.Id, told.Name, told.Address, at, told.TimeZone, row.Terms, from?.MetresTo(at),
            [.. row.Chargers.Where(c => c.BootStatus == BootStatus.Accepted).SelectMany(c => c.Connectors.Select(k => FoundPlug.Of(k, c.Id, viewer)))]);
    }
}

/// <summary>A plug, as a driver is shown it: nothing of who else is there.</summary>
/// <param name="ChargePoint">The charger's OCPP identity, as its label says it.</param>
/// <param name="Type">"CCS2" and so on; null until told.</param>
/// <param name="MaxPowerW">Watts; 0 until told.</param>
/// <param name="IsOnline">Whether its charger is connected; one that charges is in use all the same.</param>
/// <param name="KeptForYouUntil">Until when it is kept for whoever looks; null where it is not kept, or for somebody else.</param>
public sealed record FoundPlug(Guid ConnectorId, Guid ChargePointId, string ChargePoint, int Number, string? Type, int MaxPowerW, PlugState State, bool IsOnline, DateTimeOffset? KeptForYouUntil = null)
{
    internal static FoundPlug Of(ConnectorRow row, Guid chargePointId, Guid? viewer)
    {
        var isYours = row.Reservation is { } kept && kept.UserId == viewer;
        // To whom it is kept for it is free, also where the charger keeps it.
        var status = row.IsChargerFaulted ? ConnectorStatus.Faulted : isYours && row.Status == ConnectorStatus.Reserved ? ConnectorStatus.Available : row.Status;
        return new(
            row.Id, chargePointId, row.ChargePoint, row.Number, row.Type, row.MaxPowerW,
            PlugStates.Of(status, row.OpenSessionId is not null, row.IsOnline, row.Reservation is not null && !isYours, row.HasMonitorFault, row.Work is not null), row.IsOnline,
            isYours ? row.Reservation!.Until : null);
    }
}
