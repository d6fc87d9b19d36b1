using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Stations;

/// <summary>The pages of stations and chargers as a person uses them, with chargers on real sockets.</summary>
public sealed class StationsInBrowserTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charger_in_quarantine_is_approved_and_comes_in_without_anybody_walking_to_it()
    {
        await using var charger = host.Charger("Depot north/3");
        await charger.ConnectAsync(Cancel);
        var page = await OpenAsync(Role.Operator, "/chargers");

        // In the list, then over its own page: the identity's slash and blank survive the address.
        await page.GetByRole(AriaRole.Link, new() { Name = "Depot north/3" }).ClickAsync();
        await page.GetByText("Nobody has let this charger in yet.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve this charger" }).ClickAsync();

        await charger.UntilAsync(c => c.Registration == RegistrationStatus.Accepted, Waits.Longest, Cancel);
        await Expect(page.Locator(".page-header").GetByText("Online")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Connector 1 of Depot north/3" }).GetByText("Available")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Depot north/3" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reset_is_sent_and_its_answer_stays_on_the_screen_with_what_comes_next()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "RESET-1");
        await using var charger = await host.ConnectAsync("RESET-1");
        charger.OnCall = (call, _) => Task.FromResult<JsonObject?>(new() { ["status"] = call.Action == "Reset" ? "Rejected" : "Accepted" });
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        var page = await OpenAsync(Role.Operator, "/chargers/RESET-1");

        await page.GetByText("Restart", new() { Exact = true }).ClickAsync();
        await page.GetByText("The charger is gone for a minute or two and comes back by itself.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restart the charger" }).ClickAsync();

        var answers = page.GetByLabel("Answers");
        await answers.GetByText("Rejected", new() { Exact = true }).WaitForAsync();
        await answers.GetByText("Stop what runs there and try again; then try the hard restart.").WaitForAsync();
        await Expect(answers).ToContainTextAsync("answered after");

        // The message is in the timeline with its raw JSON one click away.
        var messages = page.Locator("section[aria-label=Messages]");
        await messages.GetByRole(AriaRole.Button).GetByText("Reset", new() { Exact = true }).ClickAsync();
        await Expect(messages.GetByText("\"type\": \"Soft\"")).ToBeVisibleAsync();

        // Another page and back: the answer is still there.
        await page.GetByRole(AriaRole.Link, new() { Name = "Stations", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Stations" }).WaitForAsync();
        await page.GoBackAsync();
        await page.GetByLabel("Answers").GetByText("Rejected", new() { Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task What_a_connector_says_is_on_every_open_page_without_reload()
    {
        var station = await StationTalk.AddChargerAsync(host.Client(Role.Admin), "LIVELY-1");
        await using var charger = await host.ConnectAsync("LIVELY-1");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        var (place, device) = (await OpenAsync(Role.Support, $"/stations/{station}"), await OpenAsync(Role.Support, "/chargers/LIVELY-1"));
        var list = await OpenAsync(Role.Support, "/stations?search=LIVELY-1");
        await Expect(list.GetByTitle("1 available")).ToBeVisibleAsync();

        await charger.ReportAsync(1, "Faulted", "GroundFailure");

        await Expect(place.GetByText("The residual-current protection has tripped.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(device.GetByText("The residual-current protection has tripped.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(list.GetByTitle("1 faulted")).ToBeVisibleAsync();
        await charger.DisposeAsync();
        await Expect(device.GetByText("The charger is not connected.")).ToBeVisibleAsync();
        await Expect(list.GetByTitle("1 offline")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_charges_stands_at_the_plug_and_leads_to_the_session()
    {
        await using var own = await EvOpsHost.StartAsync(settings: ["Users:UnknownTags=Accept"]);
        var station = await StationTalk.AddChargerAsync(own.Client(Role.Admin), "BUSY-1");
        await using var charger = own.Charger("BUSY-1");
        await charger.ConnectAsync(Cancel);
        var page = await browser.OpenPageAsync(own, Role.Support);
        await page.GotoAsync("/chargers/BUSY-1");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        await charger.PlugInAsync(1, new Car(CarModels.All[0], 20, 80));
        await charger.SwipeAsync(1, "TAG-9", Cancel);

        var plug = page.GetByRole(AriaRole.Article, new() { Name = "Connector 1 of BUSY-1" });
        await Expect(plug.GetByText("Tag TAG-9")).ToBeVisibleAsync();
        await Expect(plug).ToContainTextAsync("kW");
        Assert.Matches("/sessions/[0-9a-f-]{36}$", await plug.GetByRole(AriaRole.Link).GetAttributeAsync("href"));
        await page.GotoAsync($"/stations/{station}");
        await Expect(page.Locator(".stat", new() { HasText = "Power now" })).ToContainTextAsync("kW");
    }

    [Fact]
    public async Task An_administrator_adds_a_station_and_a_charger_and_hears_of_every_field_that_is_wrong()
    {
        var page = await OpenAsync(Role.Admin, "/stations");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a station" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add station" }).ClickAsync();
        await page.GetByText("A name of 1 to 200 characters is needed.").WaitForAsync();
        await page.GetByText("The time zone is an IANA name such as Europe/Berlin.").WaitForAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Browser Square");
        await page.GetByLabel("Latitude").FillAsync("52.5");
        await page.GetByLabel("Longitude").FillAsync("13.4");
        await page.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await page.GetByLabel("Price per kWh").FillAsync("0.395");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add station" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Browser Square" }).WaitForAsync();
        await Expect(page.Locator(".stat", new() { HasText = "Price now" })).ToContainTextAsync("€\u00a00.3950 per kWh");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a charger" }).ClickAsync();
        await page.GetByLabel("Identity").FillAsync("SQUARE-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add charger" }).ClickAsync();
        await page.GetByText("The power is more than 0 and at most 10,000 kW.").WaitForAsync();
        await page.GetByLabel("Type", new() { Exact = true }).FillAsync("CCS2");
        await page.GetByLabel("Max. kW").FillAsync("150");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make one" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add charger" }).ClickAsync();
        await page.GetByRole(AriaRole.Status).GetByText("It has never connected.").WaitForAsync();
        await page.GetByText("Set; asked for at each connection").WaitForAsync();
    }

    [Theory]
    [InlineData(Role.Support, false, false)]
    [InlineData(Role.Operator, false, true)]
    [InlineData(Role.Admin, true, true)]
    public async Task Buttons_are_there_only_for_those_who_may(Role role, bool mayEdit, bool mayCommand)
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), $"BUTTONS-{role}");
        var page = await OpenAsync(role, $"/chargers/BUTTONS-{role}");

        await page.GetByRole(AriaRole.Heading, new() { Name = "Messages" }).WaitForAsync();
        Assert.Equal(mayEdit, await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).IsVisibleAsync());
        Assert.Equal(mayCommand, await page.GetByRole(AriaRole.Button, new() { Name = "Send this charger away" }).IsVisibleAsync());
        Assert.Equal(mayCommand, await page.GetByRole(AriaRole.Radiogroup, new() { Name = "Command" }).IsVisibleAsync());
    }

    [Fact]
    public async Task What_does_not_exist_says_so()
    {
        var page = await OpenAsync(Role.Support, "/chargers/nobody");
        await page.GetByText("There is no charge point nobody.").WaitForAsync();
        await page.GotoAsync($"/stations/{Guid.NewGuid()}");
        await page.GetByText("There is no station with this id.").WaitForAsync();
        await page.GotoAsync("/chargers?search=nothing-like-it");
        await page.GetByText("No charger matches.").WaitForAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_nothing_is_wider_than_the_screen_and_the_browser_has_nothing_to_complain_about(ColorScheme scheme)
    {
        var station = await StationTalk.AddChargerAsync(host.Client(Role.Admin), $"PHONE-{scheme}", connectors: 2);
        await using var charger = await host.ConnectAsync($"PHONE-{scheme}");
        await charger.BootAsync();
        await charger.ReportAsync(1, "Faulted", "GroundFailure");
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = scheme });
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);

        foreach (var path in new[] { "/stations", $"/stations/{station}", "/chargers", $"/chargers/PHONE-{scheme}" })
        {
            await page.GotoAsync(path);
            await page.Locator("html[data-circuit=live]").WaitForAsync();
            Assert.Equal((path, 390), (path, await page.EvaluateAsync<int>("document.documentElement.scrollWidth")));
        }

        Assert.Empty(complaints);
    }

    private async Task<IPage> OpenAsync(Role role, string path)
    {
        var page = await browser.OpenPageAsync(host, role);
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
