using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(EvOps.Tests.Support.BrowserFixture))]
[assembly: EvOps.Tests.Support.ClosesPages]

namespace EvOps.Tests.Support;

/// <summary>
/// One headless browser for all tests, started at the first one that asks. Take it as a constructor parameter and open a page with
/// <see cref="OpenPageAsync"/>. Where no browser is to be had the test is skipped, and says how to get one; with
/// EVOPS_TEST_REQUIRE_BROWSER=1, as in CI, it fails instead.
/// </summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    // By the test that opened them. Pages that stay open ask houses that are gone for ever, and slow the tests that follow.
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Opened = new();
    private static readonly ConcurrentBag<Task> Closing = [];

    private readonly Lazy<Task<IPlaywright>> playwright = new(Playwright.CreateAsync);
    private readonly Lazy<Task<Started>> started;

    public BrowserFixture() => started = new(StartAsync);

    /// <summary>A page with cookies and storage of its own. It is closed when the test ends.</summary>
    public async Task<IPage> OpenPageAsync(BrowserNewContextOptions? options = null)
    {
        var (browser, reason) = await started.Value;
        if (browser is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("EVOPS_TEST_REQUIRE_BROWSER") == "1", reason);
            Assert.Fail(reason);
        }
        var context = await browser.NewContextAsync(options);
        if (TestContext.Current.Test is { } test) Opened.GetOrAdd(test.UniqueID, _ => []).Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Closes what a test opened, beside the test that follows.</summary>
    internal static void Close(string testId)
    {
        if (Opened.TryRemove(testId, out var contexts)) Closing.Add(Task.WhenAll(contexts.Select(context => context.CloseAsync())));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Closing);
        if (started.IsValueCreated && (await started.Value).Browser is { } browser)
        {
            await browser.DisposeAsync();
        }
        if (playwright.IsValueCreated)
        {
            (await playwright.Value).Dispose();
        }
    }

    private async Task<Started> StartAsync()
    {
        // Five seconds, its own choice, are little for a machine that does much besides.
        Assertions.SetDefaultExpectTimeout(20_000);
        var chromium = (await playwright.Value).Chromium;
        if (Environment.GetEnvironmentVariable("EVOPS_TEST_BROWSER") is { Length: > 0 } chosen)
        {
            // Who names one wants that one: no second choice.
            return new(await chromium.LaunchAsync(Options(path: chosen)), "");
        }

        var refusals = new List<string>();
        foreach (var options in Installed())
        {
            if (await TryAsync(chromium, options, refusals) is { } browser)
            {
                return new(browser, "");
            }
        }

        // An open network is all it takes: Playwright fetches its own. Once, for it may take minutes to fail.
        if (Microsoft.Playwright.Program.Main(["install", "--only-shell", "chromium"]) == 0
            && await TryAsync(chromium, Options(), refusals) is { } fetched)
        {
            return new(fetched, "");
        }
        return new(null, "No browser for the browser tests: install Debian's chromium, Chrome or Edge, or name one in EVOPS_TEST_BROWSER. Tried: "
            + string.Join(" | ", refusals));
    }

    private static IEnumerable<BrowserTypeLaunchOptions> Installed()
    {
        yield return Options();
        if (File.Exists("/usr/bin/chromium"))
        {
            yield return Options(path: "/usr/bin/chromium");
        }
        yield return Options(channel: "chrome");
        yield return Options(channel: "msedge");
    }

    private static async Task<IBrowser?> TryAsync(IBrowserType chromium, BrowserTypeLaunchOptions options, List<string> refusals)
    {
        try
        {
            return await chromium.LaunchAsync(options);
        }
        catch (PlaywrightException refusal)
        {
            refusals.Add($"{options.ExecutablePath ?? options.Channel ?? "Playwright's own"}: {refusal.Message.Split('\n')[0]}");
            return null;
        }
    }

    private static BrowserTypeLaunchOptions Options(string? path = null, string? channel = null) => new()
    {
        ExecutablePath = path,
        Channel = channel,
        Args =
        [
            "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            // Chromium's sandbox refuses to run as root, which is who CI containers are.
            .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
        ],
    };

    private sealed record Started(IBrowser? Browser, string Reason);
}

/// <summary>Closes the pages of each test when it ends.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class ClosesPagesAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => BrowserFixture.Close(test.UniqueID);
}
