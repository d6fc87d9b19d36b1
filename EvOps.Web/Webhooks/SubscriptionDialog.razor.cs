using EvOps.Domain.Common;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Webhooks;

/// <summary>One subscription, new or to be changed; afterwards its secret, where there is a new one.</summary>
public sealed partial class SubscriptionDialog(
    SaveSubscription save, RenewSecret renew, ControlSubscription control, CurrentActor actor, NotificationService toasts)
{
    private string name = "", url = "";
    private List<string> events = [.. WebhookEventType.All.Select(type => type.Name)];
    private string? secret;
    private Refusal? refusal;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public SubscriptionRow? Subscription { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (Subscription is not null) (name, url, events) = (Subscription.Name, Subscription.Url, [.. Subscription.Events]);
    }

    private void Choose(string type, bool isChosen)
    {
        events.Remove(type);
        if (isChosen) events.Add(type);
    }

    private async Task SaveAsync()
    {
        var saved = await save.RunAsync(await actor.GetAsync(), Subscription?.Id, new SubscriptionWish(name, url, events), Subscription?.Version, default);
        refusal = saved.Refusal;
        if (!saved.IsDone) return;

        secret = saved.Value.Secret;
        if (secret is null) Close($"{name} was saved.");
    }

    private async Task RenewAsync()
    {
        var does = await DialogBox.ConfirmStepAsync(
            "Make a new secret", "Make a new secret",
            ["The next delivery is signed with the new secret.", "The receiver refuses what it cannot verify until it is given the new one; refused deliveries are tried again."]);
        if (!does) return;

        var renewed = await renew.RunAsync(await actor.GetAsync(), Subscription!.Id, default);
        refusal = renewed.Refusal;
        if (renewed.IsDone) secret = renewed.Value.Secret;
    }

    private async Task RemoveAsync()
    {
        if (!await DialogBox.ConfirmStepAsync($"Remove {Subscription!.Name}", "Remove it", SubscriptionWords.Removal(Subscription))) return;

        var removed = await control.RunAsync(await actor.GetAsync(), Subscription.Id, SubscriptionCommand.Remove, default);
        refusal = removed.Refusal;
        if (removed.IsDone) Close(SubscriptionWords.Done(Subscription.Name, SubscriptionCommand.Remove));
    }

    private string? Invalid(string field) => refusal?.Errors?.ContainsKey(field) == true ? "invalid" : null;

    private void Close(string done)
    {
        toasts.Done(done);
        DialogBox.Close();
    }
}
