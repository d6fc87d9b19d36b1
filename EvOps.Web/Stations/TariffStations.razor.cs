using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>On a tariff's page: the stations that price by it, and where one says so.</summary>
public sealed partial class TariffStations
{
    private const int Most = 100;

    private ViewState<Page<StationRow>> state = new ViewState<Page<StationRow>>.Waiting();

    /// <summary>The tariff.</summary>
    [Parameter, EditorRequired]
    public TariffRow About { get; set; } = null!;

    [Inject]
    private ListStations Stations { get; set; } = null!;

    [Inject]
    private AssignTariff Assign { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    [Inject]
    private NotificationService Notices { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<StationChanged>();
        Listen<TariffChanged>(change => change.TariffId == About.Id);
    }

    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Stations.RunAsync(actor, null, Most, 0, default, About.Id), "The list of stations");
    }

    private async Task ChooseAsync() => await DialogBox.OpenAsync<TariffStationsDialog>(
        $"Use {About.Name} at stations", new Dictionary<string, object?> { [nameof(TariffStationsDialog.Tariff)] = About }, TariffStationsDialog.Shape);

    private async Task TakeOffAsync(StationRow station)
    {
        var told = station.Description;
        var plain = Show.Price(told.PricePerKwh, told.Currency);
        var isSure = await DialogBox.ConfirmStepAsync(
            $"Take {About.Name} off {told.Name}", "Take the tariff off", [$"New sessions at {told.Name} cost {plain} per kWh and nothing else.", "Sessions that have begun keep their terms."], isDangerous: false);
        if (isSure) Notices.Tell(await Assign.RunAsync(await Actor.GetAsync(), station.Id, null, default), $"{told.Name} charges its plain price per kWh now.");
    }
}
