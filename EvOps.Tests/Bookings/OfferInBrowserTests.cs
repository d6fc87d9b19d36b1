using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Bookings;

/// <summary>A plug that cannot be used, as its booker and the operator see it: one choice each, without a reload.</summary>
public sealed class OfferInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_driver_moves_on_his_page_and_the_operator_cancels_with_everything_back_on_the_plan(ColorScheme scheme, int width)
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Bookings:Fee=2.5", "Jobs:OfferAnotherPlug:IntervalSeconds=1"]);
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1", connectors: 2);
        await using var charger = await TestCharger.ConnectAsync(host, "CP-1");
        await charger.ReportAsync("Available", 2);
        var (near, far) = (await BookAsync(host, station, 40), await BookAsync(host, station, 130));
        BrowserNewContextOptions shape = new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true };
        var (page, desk) = (await browser.OpenPageAsync(host, Role.Driver, shape), await browser.OpenPageAsync(host, Role.Admin, shape));
        await page.GotoAsync("/drive/bookings");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        Assert.Equal(2, await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).CountAsync());

        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        // The latest stands first.
        var last = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Harbour" }).First;
        await last.GetByText("Connector 1 of CP-1 is out of order").WaitForAsync();
        Assert.Empty(await page.ViolationsAsync(npm, "/drive/bookings"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await last.GetByRole(AriaRole.Button, new() { Name = "Move to CP-1, connector 2" }).ClickAsync();
        await page.GetByText("CP-1, connector 2 is yours.").WaitForAsync();
        await last.GetByText("CP-1 · plug 2").WaitForAsync();

        await desk.GotoAsync($"/bookings?booking={near}");
        var dialog = desk.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Move to CP-1, connector 2" }).WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel and refund" }).ClickAsync();
        await page.GetByText("€ 2.50 are on their way back to you.").Or(page.GetByText("€ 2.50 are back in your wallet.")).WaitForAsync();

        var bookings = (await host.Client(Role.Driver).GetApiAsync("/v1/bookings")).Data.GetProperty("items").EnumerateArray().ToDictionary(b => b.GetProperty("id").GetGuid());
        Assert.Equal(("CONFIRMED", 2), (bookings[far].Text("status"), bookings[far].GetProperty("connectorNumber").GetInt32()));
        Assert.Equal(("CANCELLED", 2.5m, "Connector 1 of CP-1 is out of order."), (bookings[near].Text("status"), bookings[near].Amount("refundDue"), bookings[near].Text("reason")));
    }

    [Fact]
    public async Task What_the_operator_was_shown_is_given_back_though_the_plug_recovers_before_he_clicks()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Bookings:Fee=2.5", "Jobs:OfferAnotherPlug:IntervalSeconds=1"]);
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1");
        await using var charger = await TestCharger.ConnectAsync(host, "CP-1");
        var id = await BookAsync(host, station, 40);
        async Task<JsonElement> BookingAsync() => (await host.Client(Role.Admin).GetApiAsync($"/v1/bookings/{id}")).Data;
        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await HostChargers.UntilAsync(async () => (await BookingAsync()).GetProperty("offer").ValueKind == JsonValueKind.Object);
        var desk = await browser.OpenPageAsync(host, Role.Admin, new() { BypassCSP = true });
        await desk.GotoAsync($"/bookings?booking={id}");
        var refund = desk.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel and refund" });
        await refund.WaitForAsync();

        await charger.ReportAsync("Available");
        await HostChargers.UntilAsync(async () => (await BookingAsync()).GetProperty("offer").ValueKind == JsonValueKind.Null);
        await refund.ClickAsync();

        await HostChargers.UntilAsync(async () => (await BookingAsync()).Text("status") == "CANCELLED");
        Assert.Equal(2.5m, (await BookingAsync()).Amount("refundDue"));
    }

    private static async Task<Guid> BookAsync(EvOpsHost host, Station station, int inMinutes)
    {
        var (driver, from) = (host.Client(Role.Driver), DateTimeOffset.UtcNow.AddMinutes(inMinutes));
        var plug = (await driver.GetApiAsync($"/v1/stations/{station.Id}")).Data.GetProperty("connectors").EnumerateArray().First(c => c.GetProperty("connectorNumber").GetInt32() == 1).Text("id");
        var held = await driver.PostApiAsync("/v1/bookings/holds", new { stationId = station.Id, connectorId = plug, startTs = from, endTs = from.AddHours(1) });
        Assert.True(held.Success, held.Body.GetRawText());
        return (await driver.PostApiAsync("/v1/bookings/confirm", new { holdToken = held.Data.Text("token"), paymentId = $"PAY-{inMinutes}" })).Data.GetProperty("id").GetGuid();
    }
}
