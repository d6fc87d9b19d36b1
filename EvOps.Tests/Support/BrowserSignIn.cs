using EvOps.Domain.Users;
using Microsoft.Playwright;

namespace EvOps.Tests.Support;

public static class BrowserSignIn
{
    /// <summary>A page whose visitor is signed in as someone of this role; relative addresses are the host's.</summary>
    public static async Task<IPage> OpenPageAsync(this BrowserFixture browser, EvOpsHost host, Role role, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = host.Address.ToString();
        var page = await browser.OpenPageAsync(options);
        var (name, value) = host.CookieOf(role);
        await page.Context.AddCookiesAsync([new Cookie { Name = name, Value = value, Url = host.Address.ToString() }]);
        return page;
    }
}
