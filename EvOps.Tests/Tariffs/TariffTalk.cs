using EvOps.Tests.Support;

namespace EvOps.Tests.Tariffs;

/// <summary>What tests say to enter a tariff.</summary>
internal static class TariffTalk
{
    public static object Body(string name, decimal perKwh = 0.49m, string currency = "EUR", int? version = null, params object[] periods) =>
        new { name, currency, perKwh, vatPercent = 19, periods, version };

    public static object Evening(decimal perKwh = 0.59m) => new { name = "evening", days = Array.Empty<string>(), from = "18:00", to = "22:00", perKwh };

    public static async Task<Guid> AddTariffAsync(HttpClient admin, object body)
    {
        var id = Guid.NewGuid();
        Assert.True((await admin.PutApiAsync($"/v1/tariffs/{id}", body)).Success);
        return id;
    }
}
