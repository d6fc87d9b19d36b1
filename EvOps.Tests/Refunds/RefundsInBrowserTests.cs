using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Refunds;

/// <summary>Refunds as support asks for them, a second one decides, and everybody watches.</summary>
public sealed class RefundsInBrowserTests(BrowserFixture browser, NpmFixture npm, RefundsInBrowserTests.House refunds) : IClassFixture<RefundsInBrowserTests.House>
{
    private readonly List<string> complaints = [];

    private RefundHouse house => refunds.Open;

    [Fact]
    public async Task Support_asks_a_second_one_approves_and_the_page_shows_it_paid_into_the_wallet()
    {
        var session = await house.PaidSessionAsync();
        var second = house.Host.AddPerson("second@refunds.local", Role.Support);
        var page = await OpenAsync(Role.Support, $"/sessions/{session}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for a refund" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Amount in EUR").FillAsync("9");
        await dialog.GetByText("That is more than is left: € 4.00 of € 4.00 can still be refunded.").WaitForAsync();
        await dialog.GetByLabel("Amount in EUR").FillAsync("1,50");
        await dialog.GetByText("€ 4.00 were paid; with this one € 1.50 of it are refunded or under way.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ask for it" }).ClickAsync();
        await dialog.GetByText("Say why: whoever decides reads it.").WaitForAsync();
        await dialog.GetByLabel("Why").FillAsync("It stopped after ten minutes.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ask for it" }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Bill" }).GetByText("To approve").WaitForAsync();

        // Who asked sees it, and cannot approve it.
        await page.GetByRole(AriaRole.Region, new() { Name = "Bill" }).GetByRole(AriaRole.Link, new() { Name = "Fault of the charger" }).ClickAsync();
        await page.GetByText("You asked for this refund: somebody else has to decide about it.").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).CountAsync());

        var other = await SignInAsync(second.Email);
        await other.GetByRole(AriaRole.Navigation).GetByText("Refunds").ClickAsync();
        var row = other.GetByRole(AriaRole.Row).Filter(new() { HasText = "It stopped after ten minutes." });
        await row.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        var deciding = other.GetByRole(AriaRole.Dialog);
        await deciding.GetByText("balance goes from").WaitForAsync();
        await deciding.GetByRole(AriaRole.Button, new() { Name = "Approve the refund" }).ClickAsync();
        await row.GetByText("Done").WaitForAsync();

        // The first one has watched all the while.
        await page.GetByText("Paid into the wallet").WaitForAsync();
        await page.GetByText("second@refunds.local").First.WaitForAsync();
        await page.GotoAsync($"/wallets/{house.Driver}");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Refund for charging at CP-1, connector 1" }).GetByText("€ 1.50").First.WaitForAsync();

        var driver = await OpenAsync(Role.Driver, $"/receipts/{session}");
        await driver.GetByText("into the wallet: € 1.50").WaitForAsync();
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_pages_are_clean_in_every_state(ColorScheme scheme, int width)
    {
        var session = await house.PaidSessionAsync();
        var rejected = (await house.AskAsync(session, 0.25m)).Data.GetProperty("id").GetGuid();
        Assert.True((await house.Admin.PostApiAsync($"/v1/refunds/{rejected}/reject", new { reason = "He charged in full." })).Success);
        var waiting = (await house.AskAsync(session, 1m)).Data.GetProperty("id").GetGuid();
        var done = await house.ApprovedAsync(session, 0.50m);
        await HostChargers.UntilAsync(async () => await house.StatusAsync(done) == "DONE");
        var page = await OpenAsync(Role.Admin, "/refunds", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });

        foreach (var address in new[] { "/refunds", "/refunds?state=Rejected", "/refunds?search=nothing-like-it", $"/refunds/{waiting}", $"/refunds/{rejected}", $"/refunds/{done}", $"/sessions/{session}", $"/receipts/{session}" })
        {
            Assert.Empty(await page.ViolationsAsync(npm, address));
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }

        await page.GotoAsync($"/refunds/{waiting}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("can be refunded afterwards.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject the refund" }).ClickAsync();
        await page.GetByText("Say why: the driver reads it.").WaitForAsync();
        await page.GetByLabel("Why").FillAsync("The meter says otherwise.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject the refund" }).ClickAsync();
        await page.GetByText("The meter says otherwise.").WaitForAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_navigation_counts_what_waits_without_a_reload()
    {
        var page = await OpenAsync(Role.Admin, "/monitor");
        var badge = page.GetByRole(AriaRole.Link, new() { Name = "Refunds" }).GetByLabel("waiting");
        var before = await badge.CountAsync() == 0 ? 0 : int.Parse(await badge.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

        await house.AskAsync(await house.PaidSessionAsync(), 1m);

        await Assertions.Expect(badge).ToHaveTextAsync($"{before + 1}");
        Assert.Equal(0, await (await OpenAsync(Role.Operator, "/monitor")).GetByRole(AriaRole.Link, new() { Name = "Refunds" }).CountAsync());
    }

    private async Task<IPage> OpenAsync(Role role, string address, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenPageAsync(house.Host, role, options ?? new() { BypassCSP = true });
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    private async Task<IPage> SignInAsync(string email)
    {
        var page = await browser.OpenPageAsync(new() { BaseURL = house.Host.Address.ToString() });
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(EvOpsHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    /// <summary>One house for all of them, in which time passes.</summary>
    public sealed class House : IAsyncLifetime
    {
        internal RefundHouse Open { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Open = await RefundHouse.OpenAsync(isLive: true);

        public ValueTask DisposeAsync() => Open.DisposeAsync();
    }
}
