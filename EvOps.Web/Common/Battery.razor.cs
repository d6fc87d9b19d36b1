using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common;

/// <summary>
/// How full the car is. The state of charge where the car tells it; otherwise the energy it has got so far, drawn in cells of
/// 10 kWh so that nobody takes it for a percentage.
/// </summary>
public sealed partial class Battery
{
    private const int Cells = 8;
    private const long WattHoursOfCell = 10_000;

    private double fill;
    private string? reading;
    private string title = "";

    /// <summary>State of charge, 0 to 100; null where the car tells none.</summary>
    [Parameter, EditorRequired]
    public double? Soc { get; set; }

    /// <summary>Watt-hours delivered so far.</summary>
    [Parameter, EditorRequired]
    public long? EnergyWh { get; set; }

    /// <summary>Blue while energy flows, grey otherwise.</summary>
    [Parameter]
    public bool IsCharging { get; set; } = true;

    [Parameter]
    public BatterySize Size { get; set; }

    protected override void OnParametersSet() => (fill, reading, title) = (Soc, EnergyWh) switch
    {
        ({ } soc, _) => (Math.Clamp(soc, 0, 100), Show.Percent(soc), "State of charge, as the car tells it"),
        (null, { } wh) => (Math.Clamp(100.0 * wh / (Cells * WattHoursOfCell), 0, 100), Show.EnergyTotal(wh),
            "Energy so far, a cell for each 10 kWh: the car does not tell its state of charge"),
        _ => (0, null, "No reading of this session yet"),
    };
}
