using System.Net;
using EvOps.Domain.Stations;
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
        await history.GetByLabel("Who says so").SelectOptionAsync("StatusNotification");
        await Expect(history.GetByText("It is too hot inside.")).ToBeVisibleAsync();
        Assert.Contains("source=StatusNotification", history.Url, StringComparison.Ordinal);
        await history.ReloadAsync();
        await Expect(history.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_operator_says_why_a_charger_was_out_and_takes_it_back_and_looks_at_a_period()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), Identity);
        var now = DateTimeOffset.UtcNow;
        await using (var db = host.OpenDb())
        {
            var id = db.Set<ChargePoint>().Single().Id;
            db.Set<StatusLogEntry>().AddRange(
                StatusLogEntry.OfConnection(id, true, now.AddDays(-9)), StatusLogEntry.OfConnection(id, false, now.AddDays(-5)), StatusLogEntry.OfConnection(id, true, now.AddDays(-4)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await OpenAsync(host, $"/chargers/{Identity}");
        var panel = page.GetByLabel("Faults and uptime");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Say why" }).ClickAsync();
        await page.GetByLabel("Reason").SelectOptionAsync("NaturalDisaster");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave this time out" }).ClickAsync();
        await Expect(page.GetByText("what shows it.")).ToBeVisibleAsync();
        await page.GetByLabel("What shows it").FillAsync("River over its banks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave this time out" }).ClickAsync();

        var said = panel.GetByLabel("What was said of outages");
        await Expect(said.GetByText("natural disaster for 1 d")).ToBeVisibleAsync();
        await Expect(panel.GetByLabel("What counts against uptime")).ToBeHiddenAsync();
        await said.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await Expect(said.GetByText("counts again")).ToBeVisibleAsync();
        await Expect(panel.GetByLabel("What counts against uptime")).ToBeVisibleAsync();

        await panel.GetByLabel("To", new() { Exact = true }).FillAsync($"{now.AddDays(-7):yyyy-MM-dd}");
        await panel.GetByLabel("From", new() { Exact = true }).FillAsync($"{now.AddDays(-8):yyyy-MM-dd}");
        await Expect(panel.Locator(".strip li")).ToHaveCountAsync(2);
        await Expect(panel.GetByLabel("What counts against uptime")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(panel.Locator(".strip li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_an_operator_says_of_an_outage_that_lasts_holds_until_it_is_over()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), Identity);
        await using (var db = host.OpenDb())
        {
            var (id, now) = (db.Set<ChargePoint>().Single().Id, DateTimeOffset.UtcNow);
            db.Set<StatusLogEntry>().AddRange(StatusLogEntry.OfConnection(id, true, now.AddDays(-9)), StatusLogEntry.OfConnection(id, false, now.AddDays(-2)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await OpenAsync(host, $"/chargers/{Identity}");
        var panel = page.GetByLabel("Faults and uptime");
        await Expect(panel.GetByLabel("What counts against uptime")).ToContainTextAsync("not over yet");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Say why" }).ClickAsync();
        await Expect(page.GetByText("The time from its begin until it is over is left out of the uptime")).ToBeVisibleAsync();
        await page.GetByLabel("What shows it").FillAsync("Cable cut; police report 4711");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave this time out" }).ClickAsync();

        await Expect(panel.GetByLabel("What was said of outages")).ToContainTextAsync("vandalism until it is over");
        await Expect(panel.GetByLabel("What counts against uptime")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(panel.GetByLabel("What was said of outages")).ToContainTextAsync("vandalism until it is over");
        await Expect(panel.GetByLabel("What counts against uptime")).ToBeHiddenAsync();
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
