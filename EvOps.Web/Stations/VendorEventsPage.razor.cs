using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>What vendors told, and what became of it.</summary>
public sealed partial class VendorEventsPage(ListVendorEvents events, ReplayVendorEvent replay, CurrentActor actor, IOptions<VendorsOptions> settings)
{
    private const int PageSize = 25;

    private static readonly (VendorEventState? Value, string Text)[] StateChoices =
        [(null, "All"), (VendorEventState.Dead, "Dead"), (VendorEventState.Waiting, "Waiting"), (VendorEventState.Done, "Done"), (VendorEventState.Dismissed, "Dismissed")];

    private readonly IReadOnlyList<string> vendors = [.. settings.Value.ByName.Keys.Order(StringComparer.OrdinalIgnoreCase)];
    private ViewState<Page<VendorEventRow>> state = new ViewState<Page<VendorEventRow>>.Waiting();
    private bool isFiltered;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    [Inject]
    private NotificationService Toasts { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<VendorEventChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        var filter = new VendorEventFilter(Url.Text("vendor"), Url.Choice<VendorEventKind>("kind"), Url.Choice<VendorEventState>("state"));
        isFiltered = filter != new VendorEventFilter();
        state = await ViewState.OfAsync(() => events.RunAsync(who, filter, PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of vendor events");
    }

    private async Task ShowAsync(VendorEventRow row) => await DialogBox.OpenAsync<VendorEventDialog>(
        $"{VendorWords.Of(row.Kind)} of {row.Vendor}",
        new Dictionary<string, object?> { [nameof(VendorEventDialog.EventId)] = row.Id },
        new DialogOptions { Width = "min(720px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });

    private async Task ReplayAsync(VendorEventRow row)
    {
        var outcome = await replay.RunAsync(await actor.GetAsync(), row.Id, default);
        Toasts.Tell(outcome, $"Event {row.Id} is worked off again.");
        await RefreshAsync();
    }
}

/// <summary>Vendor events in words.</summary>
internal static class VendorWords
{
    public static string Of(VendorEventKind kind) => kind switch
    {
        VendorEventKind.ConnectorStatus => "Connector status",
        VendorEventKind.SessionStart => "Session start",
        VendorEventKind.SessionEnd => "Session end",
    };
}
