using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Webhooks;

/// <summary>Who is told of what, and what came of it.</summary>
public sealed partial class WebhooksPage
{
    private const int PageSize = 25;

    private static readonly (DeliveryState? Value, string Text)[] StateChoices =
        [(null, "All"), (DeliveryState.Waiting, "Waiting"), (DeliveryState.Delivered, "Delivered"), (DeliveryState.GivenUp, "Given up")];

    private static readonly string[] Types = [.. WebhookEventType.All.Select(type => type.Name), WebhookEventType.Ping];

    private ViewState<WebhooksView> state = new ViewState<WebhooksView>.Waiting();
    private bool isFiltered;

    [Inject]
    private ListSubscriptions Subscriptions { get; set; } = null!;

    [Inject]
    private ListDeliveries Deliveries { get; set; } = null!;

    [Inject]
    private ControlSubscription Control { get; set; } = null!;

    [Inject]
    private SendTestEvent Test { get; set; } = null!;

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
        Listen<SubscriptionChanged>();
        Listen<DeliveryChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var filter = new DeliveryFilter(Url.Id("subscription"), Url.Choice<DeliveryState>("state"), Url.Text("type"));
        isFiltered = filter != new DeliveryFilter();
        state = await ViewState.OfAsync(() => LoadAsync(actor, filter), "The list of webhooks");
    }

    private async Task<Outcome<WebhooksView>> LoadAsync(Actor actor, DeliveryFilter filter)
    {
        var subscriptions = await Subscriptions.RunAsync(actor, WebhookSubscription.Most, 0, default);
        if (!subscriptions.IsDone) return subscriptions.Refusal;
        var deliveries = await Deliveries.RunAsync(actor, filter, PageSize, (Url.Number("page") - 1) * PageSize, default);
        return deliveries.IsDone ? new WebhooksView(subscriptions.Value.Items, deliveries.Value) : deliveries.Refusal;
    }

    private async Task OpenAsync(SubscriptionRow? subscription) => await DialogBox.OpenAsync<SubscriptionDialog>(
        subscription is null ? "Add a subscription" : subscription.Name,
        new Dictionary<string, object?> { [nameof(SubscriptionDialog.Subscription)] = subscription },
        new DialogOptions { Width = "min(560px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });

    private async Task TestAsync(SubscriptionRow subscription)
    {
        var sent = await Test.RunAsync(await Actor.GetAsync(), subscription.Id, default);
        if (sent.IsDone) await ShowAsync(sent.Value, $"Test event for {subscription.Name}");
        else Toasts.Refused(sent.Refusal);
    }

    private async Task ShowAsync(Guid delivery, string title) => await DialogBox.OpenAsync<DeliveryDialog>(
        title,
        new Dictionary<string, object?> { [nameof(DeliveryDialog.DeliveryId)] = delivery },
        new DialogOptions { Width = "min(720px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });

    private async Task ControlAsync(SubscriptionRow subscription, SubscriptionCommand command)
    {
        var outcome = await Control.RunAsync(await Actor.GetAsync(), subscription.Id, command, default);
        Toasts.Tell(outcome, SubscriptionWords.Done(subscription.Name, command));
    }
}

/// <summary>What the page shows.</summary>
internal sealed record WebhooksView(IReadOnlyList<SubscriptionRow> Subscriptions, Page<DeliveryRow> Deliveries);
