using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Drive;

/// <summary>The driver's pages, in each state that a session can be in: nobody is kept out, and every button fits a thumb.</summary>
public sealed class DriveAccessibilityTests(BrowserFixture browser, NpmFixture npm, DriveHouse house) : IClassFixture<DriveHouse>
{
    [Theory]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    public async Task Nobody_is_kept_out(ColorScheme scheme, int width)
    {
        await using var chargers = await SessionsAsync($"{scheme}-{width}");
        var page = await browser.OpenPageAsync(house.Host, Role.Driver, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 844 }, BypassCSP = true });
        List<string> faults = [];
        foreach (var address in (string[])["/drive", house.StationPage, "/drive/sessions", "/drive/wallet", "/drive/notices", .. chargers.Pages])
        {
            faults.AddRange((await page.ViolationsAsync(npm, address)).Select(one => $"{address} {one}"));
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            if (width == 390) faults.AddRange((await TooSmallAsync(page)).Select(one => $"{address} too small: {one}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        await page.Context.CloseAsync();
    }

    /// <summary>Buttons, and the links that lead on, below 44 px; links within a text are as high as their line.</summary>
    private static async Task<IReadOnlyList<string>> TooSmallAsync(IPage page)
    {
        var found = await page.EvaluateAsync<JsonElement>("""
            () => [...document.querySelectorAll('main .button, main .back, main a.panel, main .segments label, main input:not([type=radio]), main select, .bar .button, .rail a')]
                .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => `${e.getBoundingClientRect().height} px: ${e.outerHTML.slice(0, 160)}`)
            """);
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }

    /// <summary>A session that waits for its car, one that charges, one that stops, one that ended, one that failed.</summary>
    private async Task<Chargers> SessionsAsync(string name)
    {
        var chargers = new Chargers();
        foreach (var kind in (string[])["WAITS", "CHARGES", "STOPS", "ENDS", "FAILS"]) chargers.Add(kind, await house.ChargerAsync($"{kind}-{name}"));
        foreach (var kind in (string[])["CHARGES", "STOPS", "ENDS"])
        {
            var begun = await chargers[kind].StartAsync(DriveHouse.Tag, meterStart: 0);
            await chargers[kind].ReadAsync(begun.TransactionId, 1_500, powerW: 22_000, soc: 44);
            chargers.Pages.Add($"/drive/sessions/{begun.TransactionId}");
            if (kind == "STOPS") await house.EndAsync(begun.TransactionId);
            if (kind == "ENDS") await chargers[kind].StopAsync(begun.TransactionId, 2_000, "EVDisconnected");
        }

        chargers["FAILS"].Answers["RemoteStartTransaction"] = "Rejected";
        chargers.Pages.Add($"/drive/sessions/{await house.StartAsync($"WAITS-{name}")}");
        chargers.Pages.Add($"/drive/sessions/{await house.StartAsync($"FAILS-{name}")}");
        return chargers;
    }

    private sealed class Chargers : IAsyncDisposable
    {
        private readonly Dictionary<string, Sessions.TestCharger> all = [];

        public List<string> Pages { get; } = [];

        public Sessions.TestCharger this[string kind] => all[kind];

        public void Add(string kind, Sessions.TestCharger charger) => all[kind] = charger;

        public async ValueTask DisposeAsync()
        {
            foreach (var charger in all.Values) await charger.DisposeAsync();
        }
    }
}
