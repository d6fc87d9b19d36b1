using System.Globalization;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Bookings;

/// <summary>A driver books on his phone, which sleeps, reloads, and is in another place than the station.</summary>
public sealed class DriverBooksInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, BypassCSP = true };

    [Fact]
    public async Task What_is_held_is_there_again_after_a_reload_and_confirmed_from_either_page()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Bookings:Fee=2.5"]);
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1");
        await host.AddChargePointAsync(station, "CP-2");
        var page = await browser.OpenPageAsync(host, Role.Driver, Phone);
        await OpenAsync(page, $"/drive/stations/{station.Id}/book");
        await page.GetByLabel("Day").FillAsync(DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Heading, new() { Name = "CP-1 · plug 1" }).WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "CP-2 · plug 1" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "10:00 to 11:00 at CP-2, plug 1" }).ClickAsync();
        await page.GetByText("Kept for you").WaitForAsync();

        await OpenAsync(page, $"/drive/stations/{station.Id}/book");
        await Expect(page.GetByText("CP-2 · plug 1")).ToBeVisibleAsync();
        await Expect(page.Locator("time[data-countdown]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(10:00|9:[0-5][0-9])$"));
        await page.GetByText("The booking fee of € 2.50 is taken from your wallet when you confirm.").WaitForAsync();

        await OpenAsync(page, "/drive/bookings");
        await Expect(page.Locator("time[data-countdown]")).ToBeVisibleAsync();
        Assert.Empty(await page.ViolationsAsync(npm, "/drive/bookings"));
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm: Harbour" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel: Harbour" }).WaitForAsync();
        var bookings = (await host.Client(Role.Driver).GetApiAsync("/v1/bookings")).Data.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(("CONFIRMED", "CP-2", 2.5m), (Assert.Single(bookings).Text("status"), bookings[0].Text("chargePointId"), bookings[0].Amount("fee")));

        var start = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(3).AddHours(9);
        Assert.True((await host.Client(Role.Driver).PostApiAsync("/v1/bookings/holds", new { stationId = station.Id, connectorId = await PlugOfAsync(host, station), startTs = start, endTs = start.AddHours(1) })).Success);
        await OpenAsync(page, $"/drive/stations/{station.Id}/book");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm the booking" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Booked" }).WaitForAsync();
        Assert.Equal(2, (await host.Client(Role.Driver).GetApiAsync("/v1/bookings?status=CONFIRMED")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_first_day_is_the_stations_own()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1");
        // At any time it is another day than in Greenwich at one of the two.
        var zone = DateTime.UtcNow.Hour >= 12 ? "Pacific/Kiritimati" : "Pacific/Pago_Pago";
        await using (var db = host.OpenDb())
        {
            var there = await db.Set<Station>().SingleAsync(s => s.Id == station.Id);
            Assert.True(there.Describe(new StationDescription("Harbour", 1, 1, zone, "EUR", 0.4m), DateTimeOffset.UtcNow).IsDone);
            await db.SaveChangesAsync();
        }

        var page = await browser.OpenPageAsync(host, Role.Driver, Phone);
        await OpenAsync(page, $"/drive/stations/{station.Id}/book");

        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(today, await page.GetByLabel("Day").InputValueAsync());
    }

    private static async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
    }

    private static async Task<string> PlugOfAsync(EvOpsHost host, Station station) =>
        (await host.Client(Role.Driver).GetApiAsync($"/v1/stations/{station.Id}")).Data.GetProperty("connectors")[0].Text("id")!;
}
