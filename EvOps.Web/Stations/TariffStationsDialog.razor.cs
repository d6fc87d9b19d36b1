using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Tariffs;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>Says of several stations at once that they price by a tariff.</summary>
public sealed partial class TariffStationsDialog(ListStations list, AssignTariff assign, CurrentActor actor, NotificationService toasts)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(520px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private const int Most = 50;

    private readonly Dictionary<Guid, string> chosen = [];
    private IReadOnlyList<StationRow> stations = [];
    private IReadOnlyList<string> troubles = [];
    private string? search;

    [Parameter, EditorRequired]
    public TariffRow Tariff { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override Task OnInitializedAsync() => SearchAsync(null);

    private async Task SearchAsync(string? text)
    {
        search = text;
        var found = await list.RunAsync(await actor.GetAsync(), text, Most, 0, default);
        if (found.IsDone) stations = found.Value.Items;
    }

    private void Toggle(StationRow station)
    {
        if (!chosen.Remove(station.Id)) chosen[station.Id] = station.Description.Name;
    }

    private async Task SaveAsync()
    {
        var who = await actor.GetAsync();
        List<string> refused = [];
        var count = chosen.Count;
        foreach (var (id, name) in chosen.ToList())
        {
            var assigned = await assign.RunAsync(who, id, Tariff.Id, default);
            if (assigned.IsDone) chosen.Remove(id);
            else refused.Add($"{name}: {assigned.Refusal.Message}");
        }

        troubles = refused;
        if (refused.Count > 0 || count == 0) return;
        toasts.Done($"{Show.Count(count, "station", "stations")} {(count == 1 ? "prices" : "price")} by {Tariff.Name} now.");
        DialogBox.Close();
    }
}
