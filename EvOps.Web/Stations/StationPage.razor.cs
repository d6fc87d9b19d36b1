using System.Globalization;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>One place: its chargers with every plug as it is now, and what a kWh costs.</summary>
public sealed partial class StationPage
{
    private ViewState<StationRow> state = new ViewState<StationRow>.Waiting();

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ListStations Stations { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<StationChanged>(change => change.StationId == Id);
        // Of whatever tariff: which one the station has may have just changed.
        Listen<TariffChanged>();
        Listen<ConnectorChanged>(change => change.StationId == Id);
        // Does not say where the charger stands, and it may just have come or gone.
        Listen<ChargePointChanged>();
    }

    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Stations.FindAsync(actor, Id, default), "This station");
        if (state is ViewState<StationRow>.Shown { Content: var station } && station.NextPriceChange(Time.GetUtcNow()) is { } wait) RefreshAfter(wait);
    }

    private async Task EditAsync(StationRow station) => await DialogBox.OpenAsync<StationDialog>(
        $"Edit {station.Description.Name}", new Dictionary<string, object?> { [nameof(StationDialog.Station)] = station }, StationDialog.Shape);

    private async Task PlanAsync(StationRow station) => await DialogBox.OpenAsync<StationPlanDialog>(
        $"Hours and maintenance of {station.Description.Name}", new Dictionary<string, object?> { [nameof(StationPlanDialog.Station)] = station }, StationPlanDialog.Shape);

    private async Task AddChargerAsync(StationRow station) => await DialogBox.OpenAsync<ChargerDialog>(
        "Add a charger", new Dictionary<string, object?> { [nameof(ChargerDialog.StationId)] = station.Id }, ChargerDialog.Shape);

    private static string Position(StationDescription told) => string.Create(CultureInfo.InvariantCulture, $"{told.Latitude}, {told.Longitude}");
}
