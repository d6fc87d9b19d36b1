using System.Text.Json;
using Microsoft.Playwright;

namespace EvOps.Tests.Support;

/// <summary>A page as axe-core judges it: WCAG 2.2 AA.</summary>
public static class Axe
{
    /// <summary>What is wrong at this address, once the page is whole. The page's context must bypass CSP.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(this IPage page, NpmFixture npm, string address)
    {
        // What slides in is pale for a moment: contrast is judged of what stands.
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.circuit === 'live' && document.title && !document.querySelector('[aria-busy=true]')");
        return await page.ViolationsHereAsync(npm);
    }

    /// <summary>What is wrong with the page as it stands, such as with a dialog open.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsHereAsync(this IPage page, NpmFixture npm)
    {
        await page.AddScriptTagAsync(new() { Path = Path.Combine(await npm.FolderAsync(), "node_modules", "axe-core", "axe.min.js") });
        var found = await page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
                .violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')}`)
            """);
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }
}
