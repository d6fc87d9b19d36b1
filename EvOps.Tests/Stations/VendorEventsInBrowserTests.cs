using EvOps.Domain.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Stations;

/// <summary>Dead letters as an administrator sees to them.</summary>
public sealed class VendorEventsInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    [Fact]
    public async Task A_dead_letter_is_looked_into_and_replayed_once_its_plug_is_enrolled()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var station = await host.AddStationAsync();
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { BypassCSP = true });
        await page.GotoAsync("/vendor-events");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.GetByText("No vendor has told anything yet.").WaitForAsync();

        await host.TellAsync("connector-status", new { vendorConnectorId = "late", status = "AVAILABLE" });
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Connector status" });
        await Expect(row).ToContainTextAsync("There is no connector late.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Connector status" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("pre")).ToContainTextAsync("\"vendorConnectorId\": \"late\"");
        Assert.Empty(await page.ViolationsHereAsync(npm));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Dismiss it for good" }).ClickAsync();
        await dialog.GetByText("Say why nothing has to come of it.").WaitForAsync();
        Assert.Empty(await page.ViolationsHereAsync(npm));
        await dialog.GetByLabel("Why nothing has to come of it").FillAsync("It was taken down.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Dismiss it for good" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Dismissed");
        await Expect(dialog).ToContainTextAsync("It was taken down.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Dead");
        await dialog.Locator(".choices").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await host.Client(Role.Admin).PutApiAsync("/v1/charge-points/ACME-1", new
        {
            stationId = station.Id,
            connectors = new[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150, vendorConnectorId = "late" } },
        });
        await row.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Expect(row).ToContainTextAsync("Done");
        Assert.Empty(await page.ViolationsAsync(npm, "/vendor-events"));
    }
}
