using System.Globalization;
using System.Text.Json;
using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Alerts;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Bookings;

/// <summary>What tests say to book at a <see cref="ChargingHouse"/>. Its clock begins at 10:30 of the station's own, on Monday, 2 March 2026.</summary>
internal static class BookingTalk
{
    public static HttpClient Driver(this ChargingHouse house) => house.Host.Client(Role.Driver);

    public static async Task<Guid> PlugAsync(this ChargingHouse house, int connector = 1, string identity = ChargingHouse.Identity)
    {
        await using var db = house.Host.OpenDb();
        var charger = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Identity == identity);
        return charger.Connectors.Single(c => c.Number == connector).Id;
    }

    /// <summary>A hold from so many minutes from now on.</summary>
    public static async Task<ApiAnswer> HoldAsync(this ChargingHouse house, double inMinutes = 60, double minutes = 60, int connector = 1, HttpClient? http = null) =>
        await (http ?? house.Driver()).PostApiAsync("/v1/bookings/holds", new
        {
            stationId = house.Station.Id,
            connectorId = await house.PlugAsync(connector),
            startTs = house.Now.AddMinutes(inMinutes),
            endTs = house.Now.AddMinutes(inMinutes + minutes),
        });

    public static Task<ApiAnswer> ConfirmAsync(this ChargingHouse house, string token, string payment = "PAY-1", HttpClient? http = null) =>
        (http ?? house.Driver()).PostApiAsync("/v1/bookings/confirm", new { holdToken = token, paymentId = payment });

    /// <summary>A booking of the driver's, confirmed: its id.</summary>
    public static async Task<Guid> BookedAsync(this ChargingHouse house, double inMinutes = 60, double minutes = 60, int connector = 1, HttpClient? http = null)
    {
        var held = await house.HoldAsync(inMinutes, minutes, connector, http);
        Assert.True(held.Success, held.Body.GetRawText());
        var confirmed = await house.ConfirmAsync(held.Token(), http: http);
        Assert.True(confirmed.Success, confirmed.Body.GetRawText());
        return confirmed.Data.GetProperty("id").GetGuid();
    }

    public static Task<ApiAnswer> CancelAsync(this ChargingHouse house, Guid id, HttpClient? http = null, object? body = null) =>
        (http ?? house.Driver()).PostApiAsync($"/v1/bookings/{id}/cancel", body);

    public static async Task<JsonElement> BookingAsync(this ChargingHouse house, Guid id) => (await house.Operator.GetApiAsync($"/v1/bookings/{id}")).Data;

    public static async Task<string> StatusAsync(this ChargingHouse house, Guid id) => (await house.BookingAsync(id)).Text("status")!;

    public static Task<ApiAnswer> FreeAsync(this ChargingHouse house, string query) =>
        house.Driver().GetApiAsync($"/v1/stations/{house.Station.Id}/availability?{query}");

    /// <summary>The beginnings of free times of a plug, by the station's clock.</summary>
    public static async Task<string[]> FreeStartsAsync(this ChargingHouse house, string query, int connector = 1)
    {
        var answer = await house.FreeAsync(query);
        Assert.True(answer.Success, answer.Body.GetRawText());
        var plug = await house.PlugAsync(connector);
        return [.. answer.Slots().Where(s => s.GetProperty("connectorId").GetGuid() == plug).Select(s => Local(s.GetProperty("start").GetDateTimeOffset()))];
    }

    public static IEnumerable<JsonElement> Slots(this ApiAnswer answer) => answer.Data.GetProperty("availableSlots").EnumerateArray();

    public static string Token(this ApiAnswer held) => held.Data.GetProperty("token").GetString()!;

    public static async Task SaveStationAsync(this ChargingHouse house, object? openingHours = null, object? maintenance = null, bool active = true)
    {
        var saved = await house.Host.Client(Role.Admin).PutApiAsync($"/v1/stations/{house.Station.Id}", new
        {
            name = "Harbour",
            latitude = 52.5,
            longitude = 13.4,
            timeZone = "Europe/Berlin",
            currency = "EUR",
            pricePerKwh = 0.4,
            active,
            openingHours,
            maintenance,
        });
        Assert.True(saved.Success, saved.Body.GetRawText());
    }

    /// <summary>Another driver with a tag of his own.</summary>
    public static async Task<HttpClient> OtherDriverAsync(this ChargingHouse house, string name = "other", string? tag = null)
    {
        var person = house.Host.AddPerson($"{name}@test.local", Role.Driver);
        if (tag is not null) await house.TagAsync(tag, owner: person.PersonId);
        var http = house.Host.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", house.Host.Get<Web.Users.Tokens>().Issue(person).AccessToken);
        return http;
    }

    /// <summary>That the driver was told something of this kind, in these words among others.</summary>
    public static async Task AssertToldAsync(this ChargingHouse house, string words) =>
        Assert.Contains(await house.ToldAsync(), notice => notice.Text("message")!.Contains(words, StringComparison.Ordinal));

    /// <summary>What the public sees of a plug.</summary>
    public static async Task<string> PlugStatusAsync(this ChargingHouse house, int connector = 1)
    {
        var station = (await house.Driver().GetApiAsync($"/v1/stations/{house.Station.Id}")).Data;
        return station.GetProperty("connectors").EnumerateArray().Single(c => c.GetProperty("connectorNumber").GetInt32() == connector).Text("status")!;
    }

    /// <summary>No two bookings of a plug have the same time: the one thing that must hold whatever happens.</summary>
    public static async Task AssertNothingOverlapsAsync(this ChargingHouse house)
    {
        await using var db = house.Host.OpenDb();
        var taking = await db.Bookings.AsNoTracking().Taking(house.Now).OrderBy(b => b.StartAt).ToListAsync();
        foreach (var plug in taking.GroupBy(b => b.ConnectorId))
        {
            var inOrder = plug.ToList();
            Assert.All(inOrder.Zip(inOrder.Skip(1)), pair => Assert.True(pair.First.EndAt <= pair.Second.StartAt, $"{Words(pair.First)} and {Words(pair.Second)}"));
        }
    }

    private static string Words(Booking b) => $"{b.State} {b.StartAt:u} to {b.EndAt:u}";

    private static string Local(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("dd HH:mm", CultureInfo.InvariantCulture);
}
