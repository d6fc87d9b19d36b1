using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Faults;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Faults;

/// <summary>The history of faults and recoveries, newest first.</summary>
public sealed partial class FaultsPage
{
    private const int PageSize = 50;

    private ViewState<Page<FaultRow>> state = new ViewState<Page<FaultRow>>.Waiting();
    private bool isFiltered;

    [Inject]
    private ListFaults Faults { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    private string ExportLink => "/faults/export.csv" + new Uri(Navigation.Uri).Query;

    protected override void OnInitialized()
    {
        Listen<FaultNoted>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var filter = FaultQuery.FilterOf(Url.Text);
        isFiltered = filter != new FaultFilter();
        state = await ViewState.OfAsync(() => Faults.RunAsync(actor, filter, PageSize, (Url.Number("page") - 1) * PageSize, default), "The history of faults");
    }
}
