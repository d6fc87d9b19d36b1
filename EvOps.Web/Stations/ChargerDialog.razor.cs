using System.Security.Cryptography;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Stations;

/// <summary>One charger, new or to be changed: where it stands, its plugs, its key, and what it may do although the standard says otherwise.</summary>
public sealed partial class ChargerDialog(
    SaveChargePoint save, SetAllowances setAllowances, ListStations listStations, CurrentActor actor, NavigationManager navigation, NotificationService toasts)
{
    internal static readonly DialogOptions Shape = new() { Width = "min(640px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private const int MostStations = 500, KeyBytes = 20;

    private static readonly string[] PlugFields = ["connectorNumber", "connectorType", "powerKw", "vendorConnectorId"];

    private readonly List<Plug> plugs = [];
    private IReadOnlyList<StationRow> stations = [];
    private string identity = "", key = "";
    private Guid? stationId;
    private bool takeKeyAway;
    private ChargePointAllowances allowances;
    private int delay;
    private Refusal? refusal;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public ChargePointRow? Charger { get; set; }

    /// <summary>Where a new one stands, if that is known.</summary>
    [Parameter]
    public Guid? StationId { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        stationId = Charger?.StationId ?? StationId;
        plugs.AddRange(Charger?.Connectors.Select(Plug.Of) ?? []);
        if (plugs.Count == 0) AddPlug();
        (identity, allowances, delay) = (Charger?.Identity ?? "", Charger?.Allowances ?? default, Charger?.AnswerDelayMilliseconds ?? 0);
        var found = await listStations.RunAsync(await actor.GetAsync(), null, MostStations, 0, default);
        if (found.IsDone) stations = found.Value.Items;
    }

    private void AddPlug() => plugs.Add(new Plug { Number = plugs.Select(plug => plug.Number).DefaultIfEmpty().Max() + 1, Type = plugs.LastOrDefault()?.Type ?? "", PowerKw = plugs.LastOrDefault()?.PowerKw });

    private void Allow(ChargePointAllowances one, bool isAllowed) => allowances = isAllowed ? allowances | one : allowances & ~one;

    // OCPP 1.6 security white paper: 40 hex digits, which a charger may send as they are or as the bytes they stand for.
    private void MakeKey() => key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    private async Task SaveAsync()
    {
        var who = await actor.GetAsync();
        identity = identity.Trim();
        var wish = new ChargePointWish(stationId ?? Guid.Empty, [.. plugs.Select(plug => plug.ToDescription())], takeKeyAway ? "" : key.Trim() is { Length: > 0 } wanted ? wanted : null);
        var saved = await save.RunAsync(who, identity, wish, default);
        refusal = saved.Refusal;
        if (!saved.IsDone) return;

        if (allowances != saved.Value.Allowances || delay != saved.Value.AnswerDelayMilliseconds)
        {
            var allowed = await setAllowances.RunAsync(who, identity, allowances, delay, default);
            refusal = allowed.Refusal;
            if (!allowed.IsDone) return;
        }

        toasts.Done($"{identity} was saved.");
        DialogBox.Close();
        if (Charger is null) navigation.NavigateTo(ChargerLink.To(identity));
    }

    /// <summary>A line of the form.</summary>
    private sealed class Plug
    {
        public int Number { get; set; }

        public string Type { get; set; } = "";

        public decimal? PowerKw { get; set; }

        public string? VendorConnectorId { get; set; }

        public static Plug Of(ConnectorRow row) =>
            new() { Number = row.Number, Type = row.Type ?? "", PowerKw = row.MaxPowerW > 0 ? row.MaxPowerW / 1000m : null, VendorConnectorId = row.VendorConnectorId };

        public ConnectorDescription ToDescription() => new(Number, Type, PowerKw ?? 0, string.IsNullOrWhiteSpace(VendorConnectorId) ? null : VendorConnectorId);
    }
}
