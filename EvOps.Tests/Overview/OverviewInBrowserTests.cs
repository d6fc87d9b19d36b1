using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Overview;

/// <summary>The first page: it says by itself what is wrong, and by itself that it is over.</summary>
public sealed class OverviewInBrowserTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_fault_comes_and_goes_and_figures_move_without_a_reload()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "OVER-1", connectors: 2);
        Assert.True((await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), ChargingHouse.Tag, new TagWish(TagStatus.Accepted), default)).IsDone);
        await using var charger = await TestCharger.ConnectAsync(host, "OVER-1");
        List<string> complaints = [];
        var page = await browser.OpenPageAsync(host, Role.Support);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync("/");
        await page.GetByText("All quiet").WaitForAsync();

        await charger.ReportAsync("Faulted", 2, "GroundFailure");
        var attention = page.Locator("#attention");
        await attention.GetByText("OVER-1 connector 2 reports a fault: GroundFailure").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 Faulted: show the list" }).WaitForAsync();
        await charger.ReportAsync("Available", 2);
        await page.GetByText("All quiet").WaitForAsync();

        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 3_000, powerW: 44_000);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "The network now" }).GetByText("44.0 kW").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 Charging: show the list" }).WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 3_500);
        var today = page.GetByRole(AriaRole.Region, new() { Name = "Today" });
        await today.GetByText("2.5 kWh").WaitForAsync();
        await today.GetByText("€ 1.00").WaitForAsync();

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_driver_has_a_first_page_of_his_own_and_sees_no_network()
    {
        await using var host = await EvOpsHost.StartAsync();
        await host.AddStationAsync("Secret Harbour");
        var page = await browser.OpenPageAsync(host, Role.Driver);

        await page.GotoAsync("/");

        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/drive$"));
        Assert.Equal(0, await page.GetByRole(AriaRole.Navigation, new() { Name = "The network now" }).CountAsync());
        await page.GotoAsync("/monitor");
        await page.GetByText("Your role does not allow you to see this page.").WaitForAsync();
    }
}
