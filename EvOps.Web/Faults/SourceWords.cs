using System.Globalization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Web.Common;

namespace EvOps.Web.Faults;

/// <summary>Sources and causes as operators read them.</summary>
internal static class SourceWords
{
    public static string Of(FaultSource source) => source switch
    {
        FaultSource.StatusNotification => "Charger",
        FaultSource.Monitor => "Monitor",
        FaultSource.ControlLink => "Control link",
        FaultSource.Connection => "Connection",
        FaultSource.Command => "Commands",
        FaultSource.Meter => "Meter",
    };

    public static string Of(DowntimeCause cause) => cause switch
    {
        DowntimeCause.Fault => "fault",
        DowntimeCause.MonitorFault => "fault seen by a monitor",
        DowntimeCause.Offline => "no connection",
        DowntimeCause.Grid => "trouble of the grid",
        DowntimeCause.Vehicle => "trouble of the car",
        DowntimeCause.Maintenance => "out of service or planned work",
        DowntimeCause.Vandalism => "vandalism",
        DowntimeCause.NaturalDisaster => "natural disaster",
        DowntimeCause.CentreDown => "the centre was down",
    };

    /// <summary>As a sentence, or a choice of a list, begins.</summary>
    public static string Capital(string words) => string.Concat(char.ToUpperInvariant(words[0]), words[1..]);

    /// <summary>Rounded down: 99.999 is not 100.</summary>
    public static string? Percent(double? percent) => percent is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known * 100) / 100:0.00}\u00a0%") : null;

    /// <summary>The colour of a day by its gravest cause.</summary>
    public static Tone ToneOf(HealthDay day) => day switch
    {
        { Known: false } => Tone.Offline,
        { Worst: null } => Tone.Available,
        { Worst: DowntimeCause.Fault or DowntimeCause.MonitorFault } => Tone.Fault,
        _ => Tone.Attention,
    };
}
