using EvOps.Domain.Users;
using EvOps.Infrastructure.Wallets;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Wallets;

/// <summary>The pages of this room as support uses them, with the driver on the phone.</summary>
public sealed class WalletsInBrowserTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task A_driver_is_found_topped_up_and_the_entry_is_there_without_a_reload()
    {
        var driver = host.AddPerson("mara@wallets.local", Role.Driver);
        var page = await browser.OpenPageAsync(host, Role.Support);
        await page.GotoAsync("/wallets");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        await page.GetByRole(AriaRole.Searchbox).FillAsync("mara");
        await page.GetByRole(AriaRole.Link, new() { Name = "mara", Exact = true }).ClickAsync();
        await page.GetByText("Nothing has been booked yet.").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Top up" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book the top-up" }).ClickAsync();
        await page.GetByText("The amount is a number such as 25.00.").WaitForAsync();
        await page.GetByLabel("Amount in EUR").FillAsync("25,50");
        await page.GetByText("balance goes from € 0.00 to € 25.50").WaitForAsync();
        await page.GetByLabel("Reference of the payment").FillAsync("till 4711");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book the top-up" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Top-up, reference till 4711" }).GetByText("€ 25.50").First.WaitForAsync();

        // Somebody else books meanwhile.
        Assert.True((await host.Get<TopUp>().RunAsync(host.ActorOf(Role.Admin), driver.PersonId, new(1, null, "elsewhere"), default)).IsDone);
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Top-up, reference elsewhere" }).WaitForAsync();
    }
}
