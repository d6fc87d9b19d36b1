using System.Text.RegularExpressions;
using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Drive;

/// <summary>A driver with a phone in front of a charger that is there on a socket. Nothing is ever reloaded.</summary>
public sealed partial class DriveInBrowserTests(BrowserFixture browser, DriveHouse house) : IClassFixture<DriveHouse>
{
    private readonly List<string> complaints = [];

    [Fact]
    public async Task A_driver_signs_in_finds_a_plug_starts_watches_and_stops()
    {
        await using var charger = await house.LivingChargerAsync("LIVING");
        var page = Listen(await browser.OpenPageAsync(Phone()));
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail").FillAsync(EvOpsHost.EmailOf(Role.Driver));
        await page.GetByLabel("Password").FillAsync(EvOpsHost.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.EvaluateAsync("window.sameDocument = true");

        await page.GetByRole(AriaRole.Searchbox).FillAsync("harb");
        await page.Locator("a.place").Filter(new() { HasText = "Harbour" }).ClickAsync();
        await Plug(page, "LIVING").GetByRole(AriaRole.Button, new() { NameRegex = StartCharging() }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(SessionAddress());
        await page.GetByText("Your car is charging").WaitForAsync();
        var energy = page.Locator(".stat", new() { HasText = "Energy" }).Locator(".value");
        var before = await energy.InnerTextAsync();
        await Assertions.Expect(energy).Not.ToHaveTextAsync(before);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        await page.GetByText("Done. The charger stopped as asked.").WaitForAsync();

        await Assertions.Expect(page.Locator(".stat", new() { HasText = "Total" })).ToContainTextAsync("€");
        await page.GetByRole(AriaRole.Link, new() { Name = "Receipt" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Receipt" }).WaitForAsync();
        Assert.Equal("Receipt · EvOps", await page.TitleAsync());
        Assert.False(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.receipt dd')].some(dd => dd.scrollWidth > dd.clientWidth)"));
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"));
        await page.GetByRole(AriaRole.Link, new() { Name = "My sessions" }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Link).Filter(new() { HasText = "Harbour" }).First.GetByText("Completed").WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task The_wallet_says_in_words_what_is_owed_and_each_booking_leads_to_its_session()
    {
        await using var charger = await house.ChargerAsync("PAYS");
        var page = await OpenAsync("/drive/wallet");
        var before = await page.GetByRole(AriaRole.Region, new() { Name = "Balance" }).InnerTextAsync();

        var begun = await charger.StartAsync(DriveHouse.Tag, meterStart: 0);
        await charger.StopAsync(begun.TransactionId, 50_000);

        await page.Locator(".amount").GetByText("−€ 20.00").WaitForAsync();
        await page.GetByText("You owe €").WaitForAsync();
        Assert.NotEqual(before, await page.GetByRole(AriaRole.Region, new() { Name = "Balance" }).InnerTextAsync());
        await page.Locator("a.entry").Filter(new() { HasText = "20.00" }).ClickAsync();
        await page.GetByText("50.000 kWh").First.WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_start_waits_for_the_car_with_its_time_running_down_and_can_be_called_off()
    {
        await using var charger = await house.ChargerAsync("WAITS");
        var page = await OpenAsync(house.StationPage);

        await Plug(page, "WAITS").GetByRole(AriaRole.Button, new() { NameRegex = StartCharging() }).ClickAsync();
        await page.GetByText("Plug in now").WaitForAsync();
        await Assertions.Expect(page.Locator("time[data-countdown]")).ToHaveTextAsync(new Regex("^2:5"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Call off the start" }).ClickAsync();
        // Under the thumb that asked, and the page still there above it.
        await page.WaitForFunctionAsync("""
            () => {
              const sheet = document.querySelector('[role=dialog]')?.getBoundingClientRect();
              return sheet && sheet.width === innerWidth && sheet.bottom === innerHeight && sheet.top > innerHeight / 2;
            }
            """);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Call off the start" }).ClickAsync();

        await page.GetByText("You pay nothing.").First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Other plugs" }).ClickAsync();
        await Plug(page, "WAITS").GetByText("Free", new() { Exact = true }).WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_start_that_the_charger_rejects_says_why_and_can_be_tried_again()
    {
        await using var charger = await house.ChargerAsync("REJECTS");
        charger.Answers["RemoteStartTransaction"] = "Rejected";
        var page = await OpenAsync(house.StationPage);

        await Plug(page, "REJECTS").GetByRole(AriaRole.Button, new() { NameRegex = StartCharging() }).ClickAsync();
        await page.GetByText("The charger refused to start.").WaitForAsync();
        await page.GetByText("You pay nothing for this attempt.").WaitForAsync();
        charger.Answers["RemoteStartTransaction"] = "Accepted";
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await page.GetByText("Plug in now").WaitForAsync();
        var begun = await charger.StartAsync(DriveHouse.Tag);

        await page.GetByText("Your car is charging").WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 1_000_000);
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_session_begun_with_the_tag_at_the_charger_stands_on_the_first_page_with_figures_that_move()
    {
        await using var charger = await house.ChargerAsync("SWIPED");
        var page = await OpenAsync("/drive");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Your session" });

        var begun = await charger.StartAsync(DriveHouse.Tag, meterStart: 5_000);
        await card.GetByText("Charging", new() { Exact = true }).WaitForAsync();
        await charger.ReadAsync(begun.TransactionId, 7_500, powerW: 43_000, soc: 61);
        await card.GetByText("2.500 kWh").WaitForAsync();
        await card.GetByText("43.0 kW").WaitForAsync();
        await card.GetByText("€ 1.00").WaitForAsync();
        await card.GetByText("61 %").WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 7_600, "EVDisconnected");

        await card.GetByText("The car was unplugged.").WaitForAsync();
        await card.GetByText("€ 1.04").WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_charger_that_goes_away_is_offline_at_once_and_free_again_when_it_is_back()
    {
        var charger = await house.ChargerAsync("GOES");
        var page = await OpenAsync(house.StationPage);
        await Plug(page, "GOES").GetByText("Free", new() { Exact = true }).WaitForAsync();

        await charger.DisposeAsync();
        await Plug(page, "GOES").GetByText("Offline", new() { Exact = true }).WaitForAsync();
        await Plug(page, "GOES").GetByText("cannot be started from here").WaitForAsync();
        Assert.Equal(0, await Plug(page, "GOES").GetByRole(AriaRole.Button).CountAsync());
        await using var back = await Sessions.TestCharger.ConnectAsync(house.Host, "GOES");

        await Plug(page, "GOES").GetByText("Free", new() { Exact = true }).WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_session_that_is_stopping_says_until_when_the_charger_has_time_and_outlives_a_reload()
    {
        await using var charger = await house.ChargerAsync("SLOW");
        var begun = await charger.StartAsync(DriveHouse.Tag, meterStart: 0);
        var page = await OpenAsync($"/drive/sessions/{begun.TransactionId}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        await page.GetByText(new Regex(@"has been asked to stop; it has until \d\d:\d\d")).WaitForAsync();
        await page.ReloadAsync();
        await page.GetByText(new Regex(@"has been asked to stop; it has until \d\d:\d\d")).WaitForAsync();
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 1_000);

        await page.GetByText("Done.").WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task Another_driver_s_session_is_refused_in_words()
    {
        await using var charger = await house.ChargerAsync("FOREIGN");
        await house.TagAsync("FOREIGN-TAG", house.Host.PersonOf(Role.Support).PersonId);
        var begun = await charger.StartAsync("FOREIGN-TAG");

        var page = await OpenAsync($"/drive/sessions/{begun.TransactionId}");
        await page.GetByText("This session is not yours.").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).CountAsync());
        await page.GotoAsync("/drive");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Region, new() { Name = "Your session" }).CountAsync());
        await charger.StopAsync(begun.TransactionId, 1_000_000);
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task The_position_is_asked_for_on_a_click_and_a_refusal_is_taken_in_words()
    {
        await using var charger = await house.ChargerAsync("NEAR");
        var shy = await OpenAsync("/drive");
        await shy.GetByRole(AriaRole.Button, new() { Name = "Near me" }).ClickAsync();
        await shy.GetByText("Your browser keeps your position to itself.").WaitForAsync();
        await IsCleanAsync(shy);

        var phone = Phone();
        (phone.Geolocation, phone.Permissions) = (new Geolocation { Latitude = 52.51f, Longitude = 13.4f }, ["geolocation"]);
        var open = Listen(await browser.OpenPageAsync(house.Host, Role.Driver, phone));
        await open.GotoAsync("/drive");
        await open.Locator("html[data-circuit=live]").WaitForAsync();
        Assert.Equal(0, await open.GetByText("1.1 km").CountAsync());
        await open.GetByRole(AriaRole.Button, new() { Name = "Near me" }).ClickAsync();
        await open.GetByText("1.1 km").WaitForAsync();
        await IsCleanAsync(open);
    }

    [Fact]
    public async Task A_driver_without_a_tag_is_told_how_to_get_one_and_can_start_as_soon_as_it_is_there()
    {
        await using var charger = await house.ChargerAsync("TAGLESS");
        await house.Host.Get<Infrastructure.Users.RemoveTag>().RunAsync(house.Host.ActorOf(Role.Admin), DriveHouse.Tag, default);
        var page = await OpenAsync(house.StationPage);

        await page.GetByText("ask support to add one").WaitForAsync();
        Assert.Equal(0, await Plug(page, "TAGLESS").GetByRole(AriaRole.Button).CountAsync());
        await house.TagAsync(DriveHouse.Tag, house.Host.PersonOf(Role.Driver).PersonId);

        await Plug(page, "TAGLESS").GetByRole(AriaRole.Button, new() { NameRegex = StartCharging() }).WaitForAsync();
        await IsCleanAsync(page);
    }

    private async Task<IPage> OpenAsync(string address)
    {
        var page = Listen(await browser.OpenPageAsync(house.Host, Role.Driver, Phone()));
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    private IPage Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        return page;
    }

    private async Task IsCleanAsync(IPage page)
    {
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    private BrowserNewContextOptions Phone() => new() { BaseURL = house.Host.Address.ToString(), ViewportSize = new() { Width = 390, Height = 844 } };

    private static ILocator Plug(IPage page, string charger) => page.Locator("li.plug").Filter(new() { HasText = charger });

    [GeneratedRegex("Start charging")]
    private static partial Regex StartCharging();

    [GeneratedRegex("/drive/sessions/")]
    private static partial Regex SessionAddress();
}
