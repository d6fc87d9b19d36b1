using System.Net;
using EvOps.Domain.Users;
using EvOps.Simulator;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Faults;

/// <summary>From a monitor's word to the screen, with nobody reloading anything.</summary>
public sealed class FaultsInBrowserTests(BrowserFixture browser)
{
    private const string Key = "monitors-shared-key", Identity = "SMOKE-1";

    [Fact]
    public async Task What_a_monitor_says_is_on_every_open_page_without_reload_and_gone_when_it_is_well()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [$"Monitors:Key={Key}"]);
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), Identity);
        await using var charger = await host.ConnectAsync(Identity);
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        var (device, history) = (await OpenAsync(host, $"/chargers/{Identity}"), await OpenAsync(host, "/faults"));
        var header = device.Locator(".page-header");
        await Expect(header.GetByText("Online")).ToBeVisibleAsync();
        await Expect(history.GetByText("Nothing has been faulty so far.")).ToBeVisibleAsync();

        await ReportAsync(host, "FAULT", "smoke in the cabinet");

        await Expect(device.GetByText("A health monitor sees a fault here: smoke in the cabinet")).ToBeVisibleAsync();
        await Expect(header.GetByText("Faulted")).ToBeVisibleAsync();
        await Expect(device.GetByRole(AriaRole.Link, new() { Name = "1 fault" })).ToBeVisibleAsync();
        await Expect(device.GetByRole(AriaRole.Article, new() { Name = $"Connector 1 of {Identity}" }).GetByText("Faulted")).ToBeVisibleAsync();
        await Expect(device.GetByLabel("Faults and uptime").GetByText("A health monitor sees a fault: smoke in the cabinet")).ToBeVisibleAsync();
        await Expect(history.GetByText($"A health monitor sees a fault at {Identity}: smoke in the cabinet.")).ToBeVisibleAsync();

        await ReportAsync(host, "HEALTHY");

        await Expect(header.GetByText("Online")).ToBeVisibleAsync();
        await Expect(device.GetByText("A health monitor sees a fault here: smoke in the cabinet")).ToBeHiddenAsync();
        await Expect(history.GetByText($"A health monitor sees {Identity} well again.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_history_is_filtered_in_the_address_and_a_charger_that_follows_no_command_says_until_when()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [$"Monitors:Key={Key}", "Sessions:CircuitBreaker:Failures=1"]);
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), Identity);
        await using var charger = await host.ConnectAsync(Identity);
        charger.OnCall = (_, _) => throw new OcppCallError("InternalError", "Out of order");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Faulted", "HighTemperature");
        await ReportAsync(host, "FAULT", "smoke");
        var device = await OpenAsync(host, $"/chargers/{Identity}");
        var panel = device.GetByLabel("Faults and uptime");
        await Expect(panel.GetByText("Commands are sent")).ToBeVisibleAsync();

        await host.Client(Role.Operator).PostApiAsync($"/v1/charge-points/{Identity}/commands/Reset", new { type = "Soft" });

        await Expect(panel.GetByText("Commands are held back")).ToBeVisibleAsync();
        await Expect(panel.Locator("[data-countdown]")).ToBeVisibleAsync();
        await Expect(panel.Locator(".strip li")).ToHaveCountAsync(30);

        var history = await OpenAsync(host, "/faults?source=Monitor");
        await Expect(history.Locator("tbody tr")).ToHaveCountAsync(1);
        await history.GetByText("Charger", new() { Exact = true }).First.ClickAsync();
        await Expect(history.GetByText("It is too hot inside.")).ToBeVisibleAsync();
        Assert.Contains("source=StatusNotification", history.Url, StringComparison.Ordinal);
        await history.ReloadAsync();
        await Expect(history.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    private static async Task ReportAsync(EvOpsHost host, string status, string? reason = null)
    {
        var monitor = host.Client();
        monitor.DefaultRequestHeaders.Add("X-Monitor-Key", Key);
        Assert.Equal(HttpStatusCode.OK, (await monitor.PostApiAsync("/cp/fault", new { chargePointId = Identity, status, reason })).Status);
    }

    private async Task<IPage> OpenAsync(EvOpsHost host, string path)
    {
        var page = await browser.OpenPageAsync(host, Role.Operator);
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
