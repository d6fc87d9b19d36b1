using EvOps.Tests.Support;

namespace EvOps.Tests.Stations;

/// <summary>What tests say to enter a station and a charger.</summary>
public static class StationTalk
{
    public static object Body(string name, decimal price = 0.5m, string? address = null, bool active = true) => new
    {
        name,
        latitude = 52.5,
        longitude = 13.4,
        timeZone = "Europe/Berlin",
        currency = "EUR",
        pricePerKwh = price,
        address,
        active,
    };

    public static object Plug(int number, string type = "CCS2", decimal kw = 150, string? vendorId = null) =>
        new { connectorNumber = number, connectorType = type, powerKw = kw, vendorConnectorId = vendorId };

    public static string PathOf(string identity) => $"/v1/charge-points/{Uri.EscapeDataString(identity)}";

    public static async Task<Guid> AddStationAsync(HttpClient admin, string name, string? address = null)
    {
        var id = Guid.NewGuid();
        Assert.True((await admin.PutApiAsync($"/v1/stations/{id}", Body(name, address: address))).Success);
        return id;
    }

    /// <summary>A station with one charger; its id.</summary>
    public static async Task<Guid> AddChargerAsync(HttpClient admin, string identity, int connectors = 1, string? key = null)
    {
        var station = await AddStationAsync(admin, $"Station of {identity}");
        var added = await admin.PutApiAsync(PathOf(identity), new { stationId = station, authorizationKey = key, connectors = Enumerable.Range(1, connectors).Select(n => Plug(n)) });
        Assert.True(added.Success);
        return station;
    }
}
