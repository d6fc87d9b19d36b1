using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Sessions;

/// <summary>Bills as support decides about them, and receipts as drivers get them.</summary>
public sealed class BillsInBrowserTests(BrowserFixture browser, NpmFixture npm, SessionsInBrowserTests.House house) : IClassFixture<SessionsInBrowserTests.House>
{
    private readonly List<string> complaints = [];

    [Fact]
    public async Task Support_reads_why_a_bill_is_held_what_accepting_comes_to_and_accepts_it()
    {
        await using var charger = await house.ChargerAsync("HELD-BILL");
        var begun = await charger.StartAsync(tag: await OwnTagAsync("HELD"), meterStart: 1_000_000);
        await charger.StopAsync(begun.TransactionId, 5_000);
        var page = await OpenAsync(Role.Support, $"/sessions/{begun.TransactionId}");
        var bill = page.GetByRole(AriaRole.Region, new() { Name = "Bill" });

        await bill.GetByText("Nothing is charged before somebody has decided.").WaitForAsync();
        await page.GetByText("the charger seems to count each session from zero").First.WaitForAsync();
        await bill.GetByRole(AriaRole.Button, new() { Name = "Accept 5.000 kWh" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("driver's wallet is charged € 2.00.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Accept the bill" }).ClickAsync();

        await bill.GetByText("Settled").WaitForAsync();
        await bill.GetByText("driver's wallet was charged € 2.00.").WaitForAsync();
        await page.GetByText("accepted the bill with 5.000 kWh.").WaitForAsync();
        Assert.Empty(await page.ViolationsAsync(npm, $"/sessions/{begun.TransactionId}"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_bill_that_is_corrected_says_beforehand_what_is_given_back()
    {
        await using var charger = await house.ChargerAsync("WRONG-BILL");
        var begun = await charger.StartAsync(tag: await OwnTagAsync("WRONG"), meterStart: 1_000_000);
        await charger.StopAsync(begun.TransactionId, 1_010_000);
        var page = await OpenAsync(Role.Support, $"/sessions/{begun.TransactionId}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Correct the energy" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Energy in kWh").FillAsync("7,5");
        await dialog.GetByText("The bill is € 3.00 for 7.500 kWh.").WaitForAsync();
        await dialog.GetByText("driver's wallet is given back € 1.00.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Correct the bill" }).ClickAsync();
        await dialog.GetByText("Say why: the driver may ask.").WaitForAsync();
        await dialog.GetByLabel("Why").FillAsync("The display showed 7.5.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Correct the bill" }).ClickAsync();

        await page.GetByText("driver's wallet was charged € 3.00.").WaitForAsync();
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_driver_has_a_receipt_of_his_own_session_and_of_no_other(ColorScheme scheme, int width)
    {
        await using var charger = await house.ChargerAsync($"RECEIPT-{width}");
        var own = await charger.StartAsync(tag: await OwnTagAsync("MINE", Role.Driver), meterStart: 1_000_000);
        await charger.ReadAsync(own.TransactionId, 1_004_000, powerW: 22_000);
        await charger.StopAsync(own.TransactionId, 1_012_345);
        await charger.ReportAsync("Available");
        var other = await charger.StartAsync(tag: await OwnTagAsync("NOT-MINE"), meterStart: 1_012_345);
        await charger.StopAsync(other.TransactionId, 1_013_000);
        var page = await OpenAsync(Role.Driver, $"/receipts/{own.TransactionId}", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });

        await page.GetByRole(AriaRole.Heading, new() { Name = "Receipt" }).WaitForAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Energy billed" }).GetByText("12.345 kWh").WaitForAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Total" }).GetByText("€ 4.94").WaitForAsync();
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.ViolationsAsync(npm, $"/receipts/{own.TransactionId}"));

        await page.GotoAsync($"/receipts/{other.TransactionId}");
        await page.GetByText("This session is not yours.").WaitForAsync();
        Assert.Equal(0, await page.GetByText("0.655").CountAsync());
        Assert.Empty(complaints);
    }

    // Each with an owner of its own, or the role's person.
    private async Task<string> OwnTagAsync(string name, Role? role = null)
    {
        var owner = role is { } known ? house.Host.PersonOf(known).PersonId : house.Host.AddPerson($"{name.ToLowerInvariant()}-{Guid.NewGuid():N}-driver@bills.local", Role.Driver).PersonId;
        Assert.True((await house.Host.Get<SaveTag>().RunAsync(house.Host.ActorOf(Role.Admin), name, new TagWish(TagStatus.Accepted, UserId: owner), default)).IsDone);
        return name;
    }

    private async Task<IPage> OpenAsync(Role role, string address, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenPageAsync(house.Host, role, options ?? new() { BypassCSP = true });
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
