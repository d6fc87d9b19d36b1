using System.Text.Encodings.Web;
using System.Text.Json;
using EvOps.Domain.Common;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Webhooks;

/// <summary>One delivery: what was sent, and what came of each attempt, as it comes.</summary>
public sealed partial class DeliveryDialog(ShowDelivery show, ResendDelivery resend, CurrentActor actor)
{
    // Shown as text on a page, which escapes it once more.
    private static readonly JsonSerializerOptions Indent = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ViewState<DeliveryDetail> state = new ViewState<DeliveryDetail>.Waiting();
    private Refusal? refusal;

    [Parameter, EditorRequired]
    public Guid DeliveryId { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized() => Listen<DeliveryChanged>(change => change.DeliveryId == DeliveryId);

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => show.RunAsync(who, DeliveryId, default), "This delivery");
    }

    private async Task ResendAsync()
    {
        var sent = await resend.RunAsync(await actor.GetAsync(), DeliveryId, default);
        refusal = sent.Refusal;
        await RefreshAsync();
    }

    private string Now(DeliveryDetail delivery)
    {
        if (delivery.IsUnderWay) return "Being sent…";
        return delivery.Row.State switch
        {
            DeliveryState.Waiting when delivery.Row.Attempts > 0 => $"Next attempt {ShowTime.Relative(delivery.Row.DueAt, Time.GetUtcNow(), null)}",
            DeliveryState.Waiting => "To be sent",
            DeliveryState.Delivered or DeliveryState.GivenUp => delivery.Row.LastOutcome ?? "",
        };
    }

    private static string Indented(string payload) => JsonSerializer.Serialize(JsonElement.Parse(payload), Indent);
}
