using EvOps.Domain.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Shell;

/// <summary>Every page of the navigation, light and dark, wide and on a phone, as axe-core judges it: WCAG 2.2 AA, no violation.</summary>
public sealed class AccessibilityTests(BrowserFixture browser, NpmFixture npm, LivelyHost lively) : IClassFixture<LivelyHost>
{
    public static TheoryData<ColorScheme, int> Looks => new()
    {
        { ColorScheme.Light, 1440 },
        { ColorScheme.Dark, 1440 },
        { ColorScheme.Light, 390 },
        { ColorScheme.Dark, 390 },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nobody_is_kept_out(ColorScheme scheme, int width)
    {
        var page = await browser.OpenPageAsync(lively.Host, Role.Admin, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });
        List<string> violations = [];
        foreach (var address in await lively.AddressesAsync(page))
        {
            violations.AddRange((await page.ViolationsAsync(npm, address)).Select(one => $"{address} ({scheme}, {width} px) {one}"));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }
}
