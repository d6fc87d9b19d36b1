using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Tariffs;

/// <summary>The price lists, each in one line, with how many stations use it.</summary>
public sealed partial class TariffsPage
{
    private const int PageSize = 50;

    private ViewState<Page<TariffRow>> state = new ViewState<Page<TariffRow>>.Waiting();

    [Inject]
    private ListTariffs Tariffs { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<TariffChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Tariffs.RunAsync(actor, Url.Text("search"), PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of tariffs");
    }

    private async Task AddAsync() => await DialogBox.OpenAsync<TariffDialog>("Add a tariff", options: TariffDialog.Shape);
}
