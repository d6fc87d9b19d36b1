using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common.Live;

namespace EvOps.Web.Stations;

/// <summary>Those who watch a station are told of its plugs and of faults.</summary>
internal sealed class ConnectorNews(ListStations stations, ListChargePoints chargers) : IStationNews
{
    private static readonly Actor Me = Actor.House("station updates");

    /// <summary>A fault that began or ended.</summary>
    /// <param name="ConnectorNumber">Null: the charger as a whole.</param>
    /// <param name="Status">FAULT or HEALTHY.</param>
    private sealed record FaultView(string ChargePointId, int? ConnectorNumber, string Status, string? ErrorCode, DateTimeOffset At);

    public IDisposable Listen(LiveFeed live, Action<StationChange> note) => new Listening(
        live.Subscribe<ConnectorChanged>(change =>
        {
            if (change.StationId is { } station) note(OfConnector(station, change.ConnectorId));
        }),
        // Whether it is connected is part of what its plugs are.
        live.Subscribe<ChargePointChanged>(change => note(new(null, $"charger {change.ChargePointId}", async cancel =>
        {
            var found = await chargers.FindAsync(Me, change.Identity, cancel);
            if (found is { IsDone: true, Value: { StationId: { } station } charger })
            {
                foreach (var connector in charger.Connectors) note(OfConnector(station, connector.Id));
            }

            return [];
        }))),
        live.Subscribe<FaultChanged>(change =>
        {
            if (change.StationId is { } station) note(OfFault(station, change));
        }));

    private StationChange OfConnector(Guid stationId, Guid connectorId) => new(stationId, $"plug {connectorId}", async cancel =>
    {
        var found = await stations.FindAsync(Me, stationId, cancel);
        var connector = found.IsDone ? found.Value.Connectors.FirstOrDefault(c => c.Id == connectorId) : null;
        return connector is null ? [] : [new(stationId, StationUpdateType.ConnectorStatus, $"{connectorId}", ConnectorView.Of(connector))];
    });

    private static StationChange OfFault(Guid stationId, FaultChanged change)
    {
        var about = $"fault {change.ChargePoint} {change.ConnectorNumber}";
        var view = new FaultView(change.ChargePoint, change.ConnectorNumber == 0 ? null : change.ConnectorNumber, change.IsFaulted ? "FAULT" : "HEALTHY", change.ErrorCode, change.At);
        IReadOnlyList<StationUpdate> told = [new(stationId, StationUpdateType.Fault, about, view)];
        return new(stationId, about, _ => Task.FromResult(told));
    }
}
