using EvOps.Domain.Common;

namespace EvOps.Domain.Stations;

/// <summary>All that an admin says of a plug.</summary>
/// <param name="Number">1, 2, … as OCPP numbers them.</param>
/// <param name="Type">"CCS2", "Type2", "CHAdeMO", …</param>
/// <param name="PowerKw">What it can give at most.</param>
/// <param name="VendorConnectorId">How a vendor's webhooks name it.</param>
public sealed record ConnectorDescription(int Number, string Type, decimal PowerKw, string? VendorConnectorId = null)
{
    public const int HighestNumber = 999;

    public const int MostOfOneCharger = 100;

    public const int LongestType = 40;

    public const int LongestVendorId = 255;

    public int PowerW => (int)Math.Round(PowerKw * 1000, MidpointRounding.AwayFromZero);

    /// <summary>Everything that is wrong with the plugs of one charger.</summary>
    public static void Check(IReadOnlyList<ConnectorDescription> plugs, FieldErrors errors)
    {
        errors.Check(plugs.Count is >= 1 and <= MostOfOneCharger, "connectors", $"A charge point has 1 to {MostOfOneCharger} connectors.");
        for (var i = 0; i < plugs.Count && i < MostOfOneCharger; i++) plugs[i].Check(plugs.Take(i), $"connectors[{i}]", errors);
    }

    private void Check(IEnumerable<ConnectorDescription> before, string place, FieldErrors errors)
    {
        errors.Check(Number is >= 1 and <= HighestNumber, $"{place}.connectorNumber", $"A connector's number is 1 to {HighestNumber}.");
        errors.Check(before.All(other => other.Number != Number), $"{place}.connectorNumber", $"Connector {Number} stands there twice.");
        errors.Check(IsText(Type, LongestType), $"{place}.connectorType", $"The connector's type is 1 to {LongestType} characters, such as CCS2 or Type2.");
        errors.Check(PowerKw is > 0 and <= 10_000, $"{place}.powerKw", "The power is more than 0 and at most 10,000 kW.");
        errors.Check(
            VendorConnectorId is null || IsText(VendorConnectorId, LongestVendorId),
            $"{place}.vendorConnectorId", $"A vendor's id of a connector has 1 to {LongestVendorId} characters.");
        errors.Check(
            VendorConnectorId is null || before.All(other => other.VendorConnectorId != VendorConnectorId),
            $"{place}.vendorConnectorId", $"The vendor's id {VendorConnectorId} stands there twice.");
    }

    private static bool IsText(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(char.IsControl);
}
