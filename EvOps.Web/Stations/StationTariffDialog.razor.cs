using EvOps.Domain.Common;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>Which tariff a station prices by; only those in its currency are there.</summary>
public sealed partial class StationTariffDialog(ListTariffs list, AssignTariff assign, CurrentActor actor, NotificationService toasts)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(520px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private IReadOnlyList<TariffRow> tariffs = [];
    private Guid? chosen;
    private Refusal? refusal;

    [Parameter, EditorRequired]
    public StationRow Station { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        chosen = Station.Tariff?.Id;
        var found = await list.RunAsync(await actor.GetAsync(), null, PageQuery.Most, 0, default);
        if (found.IsDone) tariffs = [.. found.Value.Items.Where(tariff => tariff.Currency == Station.Description.Currency)];
        refusal = found.Refusal;
    }

    private async Task SaveAsync()
    {
        var assigned = await assign.RunAsync(await actor.GetAsync(), Station.Id, chosen, default);
        refusal = assigned.Refusal;
        if (!assigned.IsDone) return;

        toasts.Done(chosen is null ? $"{Station.Description.Name} charges its plain price per kWh now." : $"{Station.Description.Name} prices by {tariffs.First(t => t.Id == chosen).Name} now.");
        DialogBox.Close();
    }
}
