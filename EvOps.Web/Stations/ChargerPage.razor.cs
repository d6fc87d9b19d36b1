using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>One charger: what is wrong with it, its plugs, and what other rooms know of it.</summary>
public sealed partial class ChargerPage
{
    private ViewState<ChargePointRow> state = new ViewState<ChargePointRow>.Waiting();
    private string identity = "";
    private Guid? id;

    /// <summary>The identity as the address holds it; slashes of its own are escaped there.</summary>
    [Parameter]
    public string Path { get; set; } = "";

    [Inject]
    private ListChargePoints ChargePoints { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    internal static string WordsOfApproval(ChargePointRow charger) => charger.IsOnline
        ? $"{charger.Identity} is approved and asked to boot again."
        : $"{charger.Identity} is approved and comes in when it connects.";

    protected override void OnInitialized()
    {
        Listen<ChargePointChanged>(change => change.Identity == identity);
        Listen<ConnectorChanged>(change => change.ChargePointId == id);
        Listen<StationChanged>();
    }

    protected override Task OnParametersSetAsync()
    {
        identity = PathText.Of(Path);
        return RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => ChargePoints.FindAsync(actor, identity, default), "This charger");
        id = (state as ViewState<ChargePointRow>.Shown)?.Content.Id;
    }

    private async Task EditAsync(ChargePointRow charger) => await DialogBox.OpenAsync<ChargerDialog>(
        $"Edit {charger.Identity}", new Dictionary<string, object?> { [nameof(ChargerDialog.Charger)] = charger }, ChargerDialog.Shape);
}
