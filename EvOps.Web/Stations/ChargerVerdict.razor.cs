using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>The charger as a whole in one sentence, and the button that goes with it.</summary>
public sealed partial class ChargerVerdict(ApproveChargePoint approve, RejectChargePoint reject, CurrentActor actor, NotificationService toasts)
{
    [Parameter, EditorRequired]
    public ChargePointRow Charger { get; set; } = null!;

    private async Task ApproveAsync()
    {
        var approved = await approve.RunAsync(await actor.GetAsync(), Charger.Identity, default);
        if (approved.IsDone) toasts.Done(ChargerPage.WordsOfApproval(Charger));
        else toasts.Refused(approved.Refusal);
    }

    private async Task RejectAsync()
    {
        var rejected = await reject.RunAsync(await actor.GetAsync(), Charger.Identity, default);
        if (rejected.IsDone) toasts.Done($"{Charger.Identity} is sent away.");
        else toasts.Refused(rejected.Refusal);
    }
}
