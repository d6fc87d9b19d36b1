using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Refunds;

/// <summary>A driver pays money in on his phone.</summary>
public sealed class PaymentsInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    [Fact]
    public async Task A_driver_pays_in_at_the_payment_services_page_and_sees_the_money_without_a_reload()
    {
        await using var payments = await PaymentServer.OpenAsync();
        await using var house = await RefundHouse.OpenAsync([.. payments.Settings, payments.PayPage], isLive: true);
        await using var plain = await RefundHouse.OpenAsync(payments.Settings, isLive: true);
        var page = await OpenAsync(house);
        Assert.Empty(await page.ViolationsHereAsync(npm));

        await page.GetByRole(AriaRole.Button, new() { Name = "Pay money in" }).ClickAsync();
        await page.GetByText("The amount is a number such as 25.00.").WaitForAsync();
        await page.GetByLabel("Amount in EUR").FillAsync("25,50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay money in" }).ClickAsync();
        await page.GetByText("Confirm pi_1 by pi_1_secret_x").WaitForAsync();

        await page.GotoAsync("/drive/wallet");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await Expect(page.GetByLabel("Balance")).ToContainTextAsync("€ 0.00");
        Assert.True((await house.TellAsync(PaymentServer.EventOf(payments.Confirm("pi_1"), "evt_1"))).Success);
        await Expect(page.GetByLabel("Balance")).ToContainTextAsync("€ 25.50");

        // Where no page is set up to confirm it at, none is offered.
        var other = await OpenAsync(plain);
        await other.GetByText("Support adds money to your wallet.").WaitForAsync();
        Assert.Equal(0, await other.GetByRole(AriaRole.Button, new() { Name = "Pay money in" }).CountAsync());
    }

    private async Task<IPage> OpenAsync(RefundHouse house)
    {
        var page = await browser.OpenPageAsync(house.Host, Role.Driver, new() { ViewportSize = new() { Width = 390, Height = 844 }, BypassCSP = true });
        await page.GotoAsync("/drive/wallet");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
