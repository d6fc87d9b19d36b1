using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>One station, new or to be changed.</summary>
public sealed partial class StationDialog(SaveStation save, CurrentActor actor, NavigationManager navigation, NotificationService toasts, TimeProvider time)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(520px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    // Names with a slash are the ones people know: Europe/Berlin.
    private static readonly IReadOnlyList<string> Zones =
        ["UTC", .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private string name = "", address = "", timeZone = "", currency = "EUR";
    private double? latitude, longitude;
    private decimal? price;
    private bool isActive = true;
    private Refusal? refusal;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public StationRow? Station { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (Station?.Description is not { } told) return;
        (name, address, latitude, longitude) = (told.Name, told.Address ?? "", told.Latitude, told.Longitude);
        (timeZone, currency, price, isActive) = (told.TimeZone, told.Currency, told.PricePerKwh, told.IsActive);
    }

    private async Task SaveAsync()
    {
        var id = Station?.Id ?? Ids.New(time.GetUtcNow());
        // What was left empty is out of every range, and told so like anything else that is wrong.
        var wanted = new StationDescription(
            name, latitude ?? double.NaN, longitude ?? double.NaN, timeZone.Trim(), currency.Trim().ToUpperInvariant(), price ?? -1, address, isActive,
            Station?.Description.OpeningHours);
        var saved = await save.RunAsync(await actor.GetAsync(), id, wanted, Station?.Version, default);
        refusal = saved.Refusal;
        if (!saved.IsDone) return;

        toasts.Done($"Station {name.Trim()} was saved.");
        DialogBox.Close();
        if (Station is null) navigation.NavigateTo($"/stations/{id}");
    }
}
