using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.StuckSessions;

/// <summary>The search in the header, by keyboard and on a phone, and the answer that is read aloud.</summary>
public sealed class SearchInBrowserTests(BrowserFixture browser, SessionsInBrowserTests.House house) : IClassFixture<SessionsInBrowserTests.House>
{
    [Fact]
    public async Task A_slash_a_phone_number_an_arrow_and_enter_lead_to_the_driver_s_session()
    {
        await using var charger = await house.ChargerAsync("PHONED");
        var tag = await DriverAsync("mara@search.local", "+49 171 3920077", "MARA-1");
        var begun = await charger.StartAsync(tag, meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 12_350);
        var page = await OpenAsync("/stations");

        await page.Keyboard.PressAsync("/");
        await Expect(Box(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("0171 3920077");
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "PHONED/1" }).WaitForAsync();
        await Expect(Box(page)).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("mara");
        await page.Keyboard.PressAsync("Enter");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).WaitForAsync();
        Assert.Contains("/sessions/", page.Url, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Listbox)).ToHaveCountAsync(0);
        await Expect(Box(page)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Escape_closes_the_hits_and_then_leaves_and_the_list_s_own_filter_has_its_own_key()
    {
        await using var charger = await house.ChargerAsync("ESCAPED");
        var page = await OpenAsync("/chargers");

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("ESCAP");
        await page.GetByRole(AriaRole.Listbox).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToHaveCountAsync(0);
        await Expect(Box(page)).ToBeFocusedAsync();
        await Expect(Box(page)).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Box(page)).Not.ToBeFocusedAsync();

        await page.Keyboard.PressAsync("f");
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Enter_without_a_choice_shows_all_hits_and_what_to_tell_the_driver_which_moves_with_the_meter()
    {
        await using var charger = await house.ChargerAsync("READS");
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReportAsync("Charging");
        await charger.ReadAsync(begun.TransactionId, 12_350);
        var page = await OpenAsync("/", Role.Support);

        await Box(page).FillAsync("READS/1");
        await page.Keyboard.PressAsync("Enter");

        await page.GetByText("Connector 1 of READS has been charging").WaitForAsync();
        await page.GetByText("So far this costs 4 euros 54; if we end it now you pay 4 euros 54.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy: So far this costs 4 euros 54" }).WaitForAsync();
        Assert.EndsWith("/find?q=READS%2F1", page.Url, StringComparison.Ordinal);

        await charger.StopAsync(begun.TransactionId, 13_000, "Local");
        await charger.ReportAsync("Available");
        await page.GetByText("Start it again: the connector is free.").WaitForAsync();
        await page.GetByText("It came to 4 euros 80").WaitForAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_what_can_be_searched()
    {
        var page = await OpenAsync("/");

        await Box(page).FillAsync("nothing like it");

        await page.GetByText("No match for nothing like it").First.WaitForAsync();
        await page.GetByText("the last four digits of the phone number").First.WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("No match for “nothing like it”.").WaitForAsync();
    }

    [Fact]
    public async Task On_a_phone_a_button_opens_the_box_and_nothing_is_wider_than_the_screen()
    {
        await using var charger = await house.ChargerAsync("POCKET");
        var page = await OpenAsync("/", options: new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var before = await page.Locator("main").EvaluateAsync<double>("main => main.getBoundingClientRect().top");

        await page.GetByRole(AriaRole.Button, new() { Name = "Search the network" }).ClickAsync();
        await Expect(Box(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("POCKET/1");
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "POCKET/1" }).ClickAsync();

        await page.GetByText("No session is open on connector 1 of POCKET").WaitForAsync();
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(before, await page.Locator("main").EvaluateAsync<double>("main => main.getBoundingClientRect().top"));
    }

    [Fact]
    public async Task Drivers_have_no_search()
    {
        var page = await OpenAsync("/drive", Role.Driver);

        await Expect(Box(page)).ToHaveCountAsync(0);
    }

    private static ILocator Box(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Search the network" });

    private async Task<string> DriverAsync(string email, string phone, string tag)
    {
        var (admin, driver) = (house.Host.ActorOf(Role.Admin), house.Host.AddPerson(email, Role.Driver).PersonId);
        Assert.True((await house.Host.Get<ChangePhone>().RunAsync(admin, driver, phone, default)).IsDone);
        Assert.True((await house.Host.Get<SaveTag>().RunAsync(admin, tag, new TagWish(TagStatus.Accepted, UserId: driver), default)).IsDone);
        return tag;
    }

    private async Task<IPage> OpenAsync(string address, Role role = Role.Support, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenPageAsync(house.Host, role, options);
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
