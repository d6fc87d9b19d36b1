using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Tariffs;

/// <summary>One price list: what holds when, who uses it, and every version there was.</summary>
public sealed partial class TariffPage
{
    private ViewState<TariffHistory> state = new ViewState<TariffHistory>.Waiting();

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ListTariffs Tariffs { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized() => Listen<TariffChanged>(change => change.TariffId == Id);

    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => Tariffs.FindAsync(actor, Id, default), "This tariff");
    }

    private async Task ChangeAsync(TariffRow tariff) => await DialogBox.OpenAsync<TariffDialog>(
        $"Change {tariff.Name}", new Dictionary<string, object?> { [nameof(TariffDialog.Tariff)] = tariff }, TariffDialog.Shape);
}
