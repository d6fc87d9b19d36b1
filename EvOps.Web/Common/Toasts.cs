using EvOps.Domain.Common;
using Radzen;

namespace EvOps.Web.Common;

/// <summary>What a click led to, told at the edge of the screen in one sentence.</summary>
public static class Toasts
{
    private const double Short = 5_000, Long = 12_000;

    /// <summary>It is done: "Station Harbour was saved."</summary>
    public static void Done(this NotificationService toasts, string sentence) =>
        toasts.Notify(NotificationSeverity.Success, sentence, duration: Short);

    /// <summary>It was refused; the refusal's own sentence says why.</summary>
    public static void Refused(this NotificationService toasts, Refusal refusal) =>
        toasts.Notify(NotificationSeverity.Warning, refusal.Message, duration: Long);

    /// <summary>Tells either, and whether it was done.</summary>
    public static bool Tell(this NotificationService toasts, Outcome outcome, string done)
    {
        if (outcome.Refusal is { } refusal) toasts.Refused(refusal);
        else toasts.Done(done);
        return outcome.Refusal is null;
    }
}
