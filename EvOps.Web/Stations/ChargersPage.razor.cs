using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>The devices: who waits to be let in, who answers, who does not.</summary>
public sealed partial class ChargersPage
{
    private const int PageSize = 50;

    private static readonly (ChargePointState? Value, string Text)[] StateChoices =
        [(null, "All"), .. Enum.GetValues<ChargePointState>().Select(state => ((ChargePointState?)state, Status.Of(state).Word))];

    private ViewState<Page<ChargePointRow>> state = new ViewState<Page<ChargePointRow>>.Waiting();
    private bool isFiltered;
    private string? stationWords;

    [Inject]
    private ListChargePoints ChargePoints { get; set; } = null!;

    [Inject]
    private ListStations Stations { get; set; } = null!;

    [Inject]
    private ApproveChargePoint Approve { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    [Inject]
    private NotificationService Toasts { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<ChargePointChanged>();
        Listen<ConnectorChanged>();
        Listen<StationChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var filter = new ChargePointFilter(Url.Text("search"), Url.Choice<ChargePointState>("state"), Url.Id("station"));
        isFiltered = filter != new ChargePointFilter();
        state = await ViewState.OfAsync(() => ChargePoints.RunAsync(actor, filter, PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of chargers");
        stationWords = filter.StationId is { } id && await Stations.FindAsync(actor, id, default) is { IsDone: true } station
            ? $"At {station.Value.Description.Name}"
            : null;
    }

    private async Task AddAsync() => await DialogBox.OpenAsync<ChargerDialog>(
        "Add a charger", new Dictionary<string, object?> { [nameof(ChargerDialog.StationId)] = Url.Id("station") }, ChargerDialog.Shape);

    private async Task ApproveAsync(ChargePointRow charger)
    {
        var approved = await Approve.RunAsync(await Actor.GetAsync(), charger.Identity, default);
        if (approved.IsDone) Toasts.Done(ChargerPage.WordsOfApproval(charger));
        else Toasts.Refused(approved.Refusal);
    }
}
