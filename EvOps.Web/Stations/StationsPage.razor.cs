using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>The places, each with how many of its chargers answer and what its connectors do.</summary>
public sealed partial class StationsPage
{
    private const int PageSize = 50;

    private ViewState<Page<StationRow>> state = new ViewState<Page<StationRow>>.Waiting();

    [Inject]
    private ListStations Stations { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<StationChanged>();
        Listen<TariffChanged>();
        Listen<ChargePointChanged>();
        Listen<ConnectorChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Stations.RunAsync(actor, Url.Text("search"), PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of stations");
        if (state is ViewState<Page<StationRow>>.Shown { Content.Items: var shown } && shown.Min(station => station.NextPriceChange(Time.GetUtcNow())) is { } wait) RefreshAfter(wait);
    }

    private async Task AddAsync() => await DialogBox.OpenAsync<StationDialog>("Add a station", options: StationDialog.Shape);
}
