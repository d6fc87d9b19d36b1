using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Ocpp;

/// <summary>The timeline of a charger, as somebody reads it while the charger goes on talking.</summary>
public sealed class MessagesInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    private const string Identity = "TALKER";

    [Fact]
    public async Task Messages_appear_by_themselves_are_filtered_in_the_address_and_show_their_JSON_when_asked()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Ocpp:UnknownChargePoints=Accept"]);
        await using var charger = await host.ConnectAsync(Identity);
        charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Accepted" });
        await charger.BootAsync();
        var page = await browser.OpenPageAsync(host, Role.Admin);
        await page.GotoAsync($"/chargers/{Identity}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Messages" });
        var lines = panel.Locator("ol > li");
        await Expect(lines).ToHaveCountAsync(1);

        await charger.ReportAsync(1, "Available");
        await charger.SendRawAsync("""[2,"x","Teleport",{"to":"Mars"}]""");
        await charger.ReceiveRawAsync();
        await host.Client(Role.Admin).PostApiAsync($"/v1/charge-points/{Identity}/commands/ChangeConfiguration", new { key = "AuthorizationKey", value = "0123456789abcdef" });

        await Expect(lines).ToHaveCountAsync(4);
        await lines.First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(lines.First.Locator("pre")).ToContainTextAsync("\"value\": \"***\"");
        await Expect(panel.GetByText("0123456789abcdef")).ToHaveCountAsync(0);

        // It stands still while somebody reads, and says what he misses.
        await charger.CallAsync("Heartbeat");
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Show 1 newer message" })).ToBeVisibleAsync();
        await Expect(lines).ToHaveCountAsync(4);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Show 1 newer message" }).ClickAsync();
        await Expect(lines).ToHaveCountAsync(5);
        await Expect(panel.Locator("pre")).ToHaveCountAsync(0);

        await panel.GetByLabel("Only trouble").CheckAsync();
        await Expect(lines).ToHaveCountAsync(1);
        await Expect(lines.First).ToContainTextAsync("NotImplemented");
        Assert.Contains("trouble=yes", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(lines).ToHaveCountAsync(1);
        await panel.GetByLabel("Only trouble").UncheckAsync();
        await panel.GetByLabel("Action").SelectOptionAsync("Heartbeat");
        await Expect(lines).ToHaveCountAsync(1);
        await Expect(lines.First).ToContainTextAsync(" ms");
        await panel.GetByLabel("Action").SelectOptionAsync("");
        await panel.GetByLabel("Search the messages").FillAsync("mars");
        await Expect(lines).ToHaveCountAsync(1);
        var download = await page.RunAndWaitForDownloadAsync(() => panel.GetByRole(AriaRole.Link, new() { Name = "JSON Lines" }).ClickAsync());
        Assert.Contains("\"Mars\"", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_come_first_and_older_ones_when_asked_and_the_page_is_clean_with_one_open()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Ocpp:UnknownChargePoints=Accept"]);
        await using var charger = await host.ConnectAsync(Identity);
        await charger.BootAsync();
        for (var i = 0; i < 250; i++) await charger.CallAsync("Heartbeat");
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var page = await browser.OpenPageAsync(host, Role.Admin, new() { BypassCSP = true, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
            await page.GotoAsync($"/chargers/{Identity}");
            await page.Locator("html[data-circuit=live]").WaitForAsync();
            var panel = page.GetByRole(AriaRole.Region, new() { Name = "Messages" });
            await Expect(panel.Locator("ol > li")).ToHaveCountAsync(200);
            await panel.GetByRole(AriaRole.Button, new() { Name = "Show older" }).ClickAsync();
            await Expect(panel.Locator("ol > li")).ToHaveCountAsync(251);
            await panel.Locator("ol > li").First.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(panel.Locator("pre")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"The page is wider than {width} px.");
            Assert.Empty(await page.ViolationsAsync(npm, $"/chargers/{Identity}?trouble=yes"));
            Assert.Empty(await page.ViolationsAsync(npm, $"/chargers/{Identity}"));
        }
    }
}
