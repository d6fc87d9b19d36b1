using System.Globalization;
using System.Text;

namespace EvOps.Simulator;

/// <summary>The fleet as text: one line of sums, and a row for each connector as far as there is room.</summary>
internal static class FleetTable
{
    private static readonly CompositeFormat Columns =
        CompositeFormat.Parse("{0,-14} {1,-11} {2,3} {3,-13} {4,10} {5,7} {6,9} {7,5}  {8,-22} {9}");

    public static string Summary(Fleet fleet)
    {
        var connectors = fleet.ChargePoints.SelectMany(one => one.Connectors).ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"online {fleet.ChargePoints.Count(one => one.Connection == ConnectionState.Online)}/{fleet.ChargePoints.Count}"
            + $"  transactions {connectors.Count(one => one.HasTransaction)}"
            + $"  power {connectors.Sum(one => one.PowerKw):0.0} kW"
            + $"  faulted {connectors.Count(one => one.Status == ConnectorStatus.Faulted)}"
            + $"  queued {fleet.ChargePoints.Sum(one => one.QueuedMessages)}");
    }

    public static IEnumerable<string> Rows(Fleet fleet, int width)
    {
        yield return Cut(Row("charge point", "connection", "#", "status", "transact.", "kW", "kWh", "SoC", "car", "last error"), width);
        foreach (var one in fleet.ChargePoints)
        {
            foreach (var connector in one.Connectors)
                yield return Cut(Row(one, connector), width);
        }
    }

    private static string Row(SimulatedChargePoint one, ConnectorState connector) => Row(
        connector.Number == 1 ? one.Identity : "",
        connector.Number == 1 ? one.Connection.ToString() : "",
        connector.Number,
        connector.Status,
        connector.HasTransaction ? connector.TransactionId?.ToString(CultureInfo.InvariantCulture) ?? "offline" : "",
        connector.PowerKw > 0 ? connector.PowerKw.ToString("0.0", CultureInfo.InvariantCulture) : "",
        connector.EnergyWh == 0 ? "" : (connector.EnergyWh / 1000.0).ToString("0.000", CultureInfo.InvariantCulture),
        connector.Soc is { } soc ? soc.ToString("0'%'", CultureInfo.InvariantCulture) : "",
        connector.Car ?? "",
        connector.Number == 1 ? one.LastError ?? "" : "");

    private static string Row(params object[] cells) =>
        string.Format(CultureInfo.InvariantCulture, Columns, cells).TrimEnd();

    private static string Cut(string line, int width) => line.Length < width ? line : line[..Math.Max(0, width - 1)];
}
