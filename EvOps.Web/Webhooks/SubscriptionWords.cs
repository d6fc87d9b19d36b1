using EvOps.Infrastructure.Webhooks;
using EvOps.Web.Common;

namespace EvOps.Web.Webhooks;

/// <summary>What a click on a subscription does and did, in words.</summary>
internal static class SubscriptionWords
{
    public static string Done(string name, SubscriptionCommand command) => command switch
    {
        SubscriptionCommand.Pause => $"{name} is paused. What happens meanwhile is not sent later.",
        SubscriptionCommand.Resume => $"{name} is active; what was still to be sent goes out now.",
        SubscriptionCommand.Remove => $"{name} was removed.",
    };

    /// <summary>What removing it means.</summary>
    public static IReadOnlyList<string> Removal(SubscriptionRow subscription) =>
    [
        $"Nothing more is sent to {subscription.Url}.",
        subscription.Waiting > 0 ? $"{Show.Count(subscription.Waiting, "delivery that waits is", "deliveries that wait are")} never sent." : "Nothing waits to be sent.",
        "Its delivery log and its secret are gone for good.",
    ];
}
