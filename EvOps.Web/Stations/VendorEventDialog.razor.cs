using System.Text.Encodings.Web;
using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>One vendor's event: what was sent, and what became of it.</summary>
public sealed partial class VendorEventDialog(ListVendorEvents events, ReplayVendorEvent replay, DismissVendorEvent dismiss, CurrentActor actor)
{
    // Shown as text on a page, which escapes it once more.
    private static readonly JsonSerializerOptions Indent = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ViewState<VendorEventRow> state = new ViewState<VendorEventRow>.Waiting();
    private Refusal? refusal;
    private string why = "";
    private bool isDismissing;

    [Parameter, EditorRequired]
    public long EventId { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized() => Listen<VendorEventChanged>(change => change.EventId == EventId);

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => events.FindAsync(who, EventId, default), "This event");
    }

    private async Task ReplayAsync()
    {
        refusal = (await replay.RunAsync(await actor.GetAsync(), EventId, default)).Refusal;
        await RefreshAsync();
    }

    private async Task DismissAsync()
    {
        refusal = (await dismiss.RunAsync(await actor.GetAsync(), EventId, why, default)).Refusal;
        isDismissing = refusal is not null;
        await RefreshAsync();
    }

    private string Now(VendorEventRow row) => row.State switch
    {
        VendorEventState.Waiting when row.Tries > 0 => $"Next try {ShowTime.Relative(row.DueAt, Time.GetUtcNow(), null)}",
        VendorEventState.Waiting => "Its turn comes when what came before of the same plug is done",
        VendorEventState.Done => row.DoneAt is { } at ? $"Worked off {ShowTime.Relative(at, Time.GetUtcNow(), null)}" : "",
        VendorEventState.Dead => "Nobody tries any more: mend what is wrong, then replay it",
        VendorEventState.Dismissed => $"By {row.DismissedBy}",
    };

    private static string Indented(string payload) => JsonSerializer.Serialize(JsonElement.Parse(payload), Indent);
}
