using EvOps.Domain.Users;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Tariffs;

/// <summary>Tariffs as a person makes and uses them.</summary>
public sealed class TariffsInBrowserTests(BrowserFixture browser, EvOpsHost host, NpmFixture npm) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task A_tariff_with_an_evening_is_made_given_to_a_station_and_seen_there_without_reload()
    {
        var station = await StationTalk.AddStationAsync(host.Client(Role.Admin), "Evening Square");
        var (place, page) = (await OpenAsync(Role.Support, $"/stations/{station}"), await OpenAsync(Role.Admin, "/tariffs"));
        await Expect(place.Locator(".stat", new() { HasText = "Price now" })).ToContainTextAsync("€\u00a00.50 per kWh");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a tariff" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Evenings dear");
        await page.GetByLabel("Per kWh", new() { Exact = true }).First.FillAsync("0,45");
        await page.GetByLabel("Per minute charging").FillAsync("-1");
        await page.GetByText("A price is zero or more").WaitForAsync();
        await page.GetByLabel("Per minute charging").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a period" }).ClickAsync();
        var period = page.GetByRole(AriaRole.Group, new() { Name = "Period 1" });
        await period.GetByLabel("Name").FillAsync("evening");
        await page.GetByRole(AriaRole.Group, new() { Name = "evening" }).GetByLabel("per kWh").FillAsync("0.75");

        // Half of the 30 kWh that it shows beside flow before six: as one types, the bill is there.
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Begins at").FillAsync("17:40");
        await Expect(dialog.Locator(".bill tfoot")).ToContainTextAsync("€\u00a018.00");
        await Expect(dialog.GetByText("evening 18:00").Or(dialog.GetByText("18:00–22:00 evening")).First).ToBeAttachedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add tariff" }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "Evenings dear" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it at stations" }).ClickAsync();
        await page.GetByLabel("Evening Square").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it at 1 station" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Evening Square" })).ToBeVisibleAsync();
        await Expect(place.GetByLabel("Price", new() { Exact = true })).ToContainTextAsync("evening €\u00a00.75 per kWh");
        await Expect(place.GetByRole(AriaRole.Link, new() { Name = "Evenings dear" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_newer_version_says_what_becomes_of_running_sessions_and_the_old_one_stays_to_be_seen()
    {
        var id = await TariffTalk.AddTariffAsync(host.Client(Role.Admin), TariffTalk.Body("Followed", 0.4m));
        var page = await OpenAsync(Role.Admin, $"/tariffs/{id}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();
        await page.GetByText("Sessions that have begun keep version 1.").WaitForAsync();
        await page.GetByLabel("Per kWh", new() { Exact = true }).FillAsync("0.44");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save version 2" }).ClickAsync();

        var versions = page.Locator("section", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Versions" }) });
        await Expect(versions).ToContainTextAsync("€\u00a00.44 per kWh");
        await Expect(versions).ToContainTextAsync("€\u00a00.40 per kWh");
        await Expect(versions).ToContainTextAsync(EvOpsHost.EmailOf(Role.Admin));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_dialog_keeps_nobody_out(ColorScheme scheme, int width)
    {
        var id = await TariffTalk.AddTariffAsync(host.Client(Role.Admin), TariffTalk.Body($"Wide {width}", periods: TariffTalk.Evening()));
        var axe = Path.Combine(await npm.FolderAsync(), "node_modules", "axe-core", "axe.min.js");
        var page = await browser.OpenPageAsync(host, Role.Admin, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });
        await page.GotoAsync($"/tariffs/{id}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "evening" }).WaitForAsync();

        await page.AddScriptTagAsync(new() { Path = axe });
        var found = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run('.rz-dialog', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`))");
        Assert.Empty(found);
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.rz-dialog-content').scrollWidth <= document.querySelector('.rz-dialog-content').clientWidth"));
    }

    [Fact]
    public async Task Who_may_not_change_tariffs_sees_them()
    {
        var id = await TariffTalk.AddTariffAsync(host.Client(Role.Admin), TariffTalk.Body("Looked at"));
        var page = await OpenAsync(Role.Operator, $"/tariffs/{id}");

        await page.GetByRole(AriaRole.Heading, new() { Name = "Looked at" }).WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).CountAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Use it at stations" }).CountAsync());
    }

    private async Task<IPage> OpenAsync(Role role, string path)
    {
        var page = await browser.OpenPageAsync(host, role);
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
