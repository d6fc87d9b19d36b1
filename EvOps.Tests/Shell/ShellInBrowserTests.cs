using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Shell;

public sealed class ShellInBrowserTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task The_chosen_theme_is_there_at_the_first_paint_of_the_next_visit()
    {
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { ColorScheme = ColorScheme.Light });
        await page.GotoAsync("/");
        var light = await BackgroundAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        var dark = await BackgroundAsync(page);

        // Only what the server sent: no script runs to mend it.
        var next = await browser.OpenPageAsync(host, Role.Admin, new() { ColorScheme = ColorScheme.Light, JavaScriptEnabled = false });
        await next.Context.AddCookiesAsync((await page.Context.CookiesAsync()).Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = page.Url }));
        await next.GotoAsync("/");

        Assert.NotEqual(light, dark);
        Assert.Equal(dark, await BackgroundAsync(next));
    }

    [Fact]
    public async Task A_first_visit_takes_the_theme_of_the_device()
    {
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { ColorScheme = ColorScheme.Dark, JavaScriptEnabled = false });
        await page.GotoAsync("/");

        Assert.Equal("rgb(14, 16, 19)", await BackgroundAsync(page));
    }

    [Fact]
    public async Task A_question_mark_lists_the_shortcuts_and_escape_closes_them()
    {
        var page = await OpenAsync(host);

        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" }).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.Locator("#shortcuts").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task On_a_phone_the_navigation_unfolds_and_folds_again()
    {
        var page = await OpenAsync(host, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var overview = page.GetByRole(AriaRole.Navigation, new() { Name = "Rooms" });
        await overview.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await page.GetByRole(AriaRole.Button, new() { Name = "Navigation" }).ClickAsync();
        await overview.WaitForAsync();
        await page.Keyboard.PressAsync("Escape");

        await overview.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Who_types_into_a_dialog_at_once_stays_in_his_field()
    {
        var page = await OpenAsync(host);
        await page.GotoAsync("/tariffs");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a tariff" }).First.ClickAsync();
        var price = page.GetByLabel("Per minute charging");

        await price.PressSequentiallyAsync("0.123456789", new() { Delay = 150 });

        Assert.Equal(("0.123456789", ""), (await price.InputValueAsync(), await page.GetByLabel("Name", new() { Exact = true }).InputValueAsync()));
    }

    [Fact]
    public async Task A_dialog_that_one_looks_at_has_its_first_field_ready_and_gives_the_focus_back()
    {
        var page = await OpenAsync(host);
        await page.GotoAsync("/tariffs");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        var opens = page.GetByRole(AriaRole.Button, new() { Name = "Add a tariff" }).First;
        await opens.ClickAsync();

        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(opens).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Another_page_has_its_heading_focused_unless_one_is_in_a_field_already()
    {
        var page = await OpenAsync(host);
        await page.GetByRole(AriaRole.Link, new() { Name = "Tariffs" }).ClickAsync();
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Tariffs", Level = 1 });
        await Assertions.Expect(heading).ToBeFocusedAsync();

        // The word from the server comes when it comes; here it comes last.
        await page.GetByRole(AriaRole.Combobox).First.FocusAsync();
        await page.EvaluateAsync("EvOps.focusHeading()");
        await Assertions.Expect(heading).Not.ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_lost_connection_says_so_and_marks_what_is_shown_as_old()
    {
        await using var house = await EvOpsHost.StartAsync();
        var page = await OpenAsync(house);

        await house.StopAsync();

        await page.GetByText("Connection lost").WaitForAsync();
        await page.Locator("body.is-stale").WaitForAsync();
    }

    [Fact]
    public async Task An_address_that_is_none_says_so_to_a_person_and_only_its_status_to_a_program()
    {
        var program = host.Client();
        var answer = await program.GetAsync("/no-such-thing", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var page = await browser.OpenPageAsync(host, Role.Admin);
        var response = await page.GotoAsync("/no-such-thing");

        Assert.Equal(404, response!.Status);
        await page.GetByText("There is nothing at this address.").WaitForAsync();
    }

    /// <summary>The first page with its circuit standing.</summary>
    private async Task<IPage> OpenAsync(EvOpsHost house, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenPageAsync(house, Role.Admin, options);
        await page.GotoAsync("/");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
