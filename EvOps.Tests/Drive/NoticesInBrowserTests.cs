using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Alerts;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Drive;

/// <summary>A driver with the page open hears what became of the session at once; nothing is ever reloaded.</summary>
public sealed class NoticesInBrowserTests(BrowserFixture browser, DriveHouse house) : IClassFixture<DriveHouse>
{
    [Fact]
    public async Task A_notice_comes_while_the_page_is_open_and_goes_when_it_is_read()
    {
        await using var charger = await house.ChargerAsync("TELLS");
        var begun = await charger.StartAsync(DriveHouse.Tag, meterStart: 0);
        var page = await OpenAsync("/drive/notices");
        await page.GetByText("You have not been told anything yet.").WaitForAsync();
        await page.GetByText("the operator has not set up e-mail").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).CountAsync());
        var drive = await OpenAsync("/drive");
        Assert.Equal(0, await drive.GetByText("1 new notice").CountAsync());

        var session = (await house.Host.Get<ShowSession>().RunAsync(house.Host.ActorOf(Role.Driver), $"{begun.TransactionId}", default)).Value.Row;
        Assert.NotNull(await house.Host.Get<CloseSession>().RunAsync(session.Id, "Somebody", "freed connector 1", default));

        var notice = page.Locator("a.notice").Filter(new() { HasText = "Your session at Harbour was ended by the operator at 0.000 kWh." });
        await notice.GetByText("New", new() { Exact = true }).WaitForAsync();
        await drive.GetByRole(AriaRole.Heading, new() { Name = "1 new notice" }).WaitForAsync();
        await house.Host.TellAsync(house.Host.PersonOf(Role.Support).PersonId, "Not for the driver");
        await house.Host.TellAsync(house.Host.PersonOf(Role.Driver).PersonId, "Second");
        await drive.GetByRole(AriaRole.Heading, new() { Name = "2 new notices" }).WaitForAsync();
        await Assertions.Expect(page.Locator("a.notice .title")).ToContainTextAsync(["Second", "Your session at Harbour was ended"]);
        await drive.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();

        await Assertions.Expect(drive.GetByRole(AriaRole.Heading, new() { Name = "2 new notices" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("New", new() { Exact = true })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" })).ToHaveCountAsync(0);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await notice.ClickAsync();
        await page.GetByText("We closed it for you at the charger's last reading.").WaitForAsync();
        await page.Context.CloseAsync();
        await drive.Context.CloseAsync();
    }

    [Fact]
    public async Task Whether_mail_is_wanted_is_chosen_on_the_page_and_stays_chosen()
    {
        await using var server = new MailServer();
        await using var host = await EvOpsHost.StartAsync(settings: server.Settings);
        var page = await browser.OpenPageAsync(host, Role.Driver, Phone());
        await page.GotoAsync("/drive/notices");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        var wish = page.GetByLabel("Mail me as well");
        await Assertions.Expect(wish).ToBeCheckedAsync();

        await wish.UncheckAsync();

        await page.GetByText("You get no mail any more.").WaitForAsync();
        await page.ReloadAsync();
        await Assertions.Expect(wish).Not.ToBeCheckedAsync();
        Assert.False((await host.Get<Infrastructure.Users.ChooseMail>().FindAsync(host.ActorOf(Role.Driver), default)).Value);
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await browser.OpenPageAsync(house.Host, Role.Driver, Phone());
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    private static BrowserNewContextOptions Phone() => new() { ViewportSize = new() { Width = 390, Height = 844 } };
}
