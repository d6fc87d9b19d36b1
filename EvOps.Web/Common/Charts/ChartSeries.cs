using System.Globalization;

namespace EvOps.Web.Common.Charts;

/// <summary>How a series is drawn; told apart by form, not only by colour.</summary>
public enum SeriesForm
{
    Area,
    Line,
    Dashed,
}

/// <summary>One line of a chart, in the unit it is shown in.</summary>
/// <param name="Name">As its legend calls it.</param>
/// <param name="Unit">kW, kWh, %.</param>
/// <param name="Decimals">Digits behind the point in the legend.</param>
/// <param name="Values">One for each time of the chart; null where this one was not measured.</param>
public sealed record ChartSeries(string Name, string Unit, int Decimals, SeriesForm Form, ValueScale Scale, IReadOnlyList<double?> Values)
{
    public double? Last => Values.LastOrDefault(value => value is not null);

    public string Text(double value) => value.ToString("N" + Decimals, CultureInfo.InvariantCulture) + "\u00a0" + Unit;
}
