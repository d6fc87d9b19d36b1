namespace EvOps.Web.Stations;

/// <summary>Addresses of chargers' pages: identities hold slashes and blanks.</summary>
internal static class ChargerLink
{
    public static string To(string identity) => $"/chargers/{Uri.EscapeDataString(identity)}";
}
