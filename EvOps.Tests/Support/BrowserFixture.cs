using System.Collections.Concurrent;
using System.Diagnostics;
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
    private static readonly ConcurrentDictionary<string, ConcurrentBag<OpenedPage>> Opened = new();
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
        context.SetDefaultTimeout((float)Waits.Longest.TotalMilliseconds);
        var page = new OpenedPage(await context.NewPageAsync());
        if (TestContext.Current.Test is { } test) Opened.GetOrAdd(test.UniqueID, _ => []).Add(page);
        return page.Page;
    }

    /// <summary>Closes what a test opened, beside the test that follows. Of a test that failed it first says what its pages showed.</summary>
    internal static void Close(string testId)
    {
        if (!Opened.TryRemove(testId, out var pages)) return;

        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output })
        {
            foreach (var page in pages) output.WriteLine(page.LastWordAsync().GetAwaiter().GetResult());
        }
        Closing.Add(Task.WhenAll(pages.Select(page => page.Page.Context.CloseAsync())));
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
        Assertions.SetDefaultExpectTimeout((float)Waits.Longest.TotalMilliseconds);
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

/// <summary>A page with what its console said.</summary>
internal sealed class OpenedPage
{
    private readonly ConcurrentQueue<string> said = new();

    public OpenedPage(IPage page)
    {
        Page = page;
        var begun = Stopwatch.StartNew();
        void Say(string words) => said.Enqueue($"{begun.Elapsed.TotalSeconds:0.0} s  {words}");
        page.Console += (_, message) => Say($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Say($"error: {error}");
        page.RequestFailed += (_, request) => Say($"request failed: {request.Url} {request.Failure}");
        page.FrameNavigated += (_, frame) => Say($"went to {frame.Url}");
    }

    public IPage Page { get; }

    public async Task<string> LastWordAsync()
    {
        string shown;
        try
        {
            shown = await Page.EvaluateAsync<string>(
                """
                [`circuit ${document.documentElement.dataset.circuit}, banner '${document.getElementById('components-reconnect-modal')?.className}'`,
                 [...document.querySelectorAll('input, select, textarea')].map(field => `${field.id || field.name}=${field.value}`).join(' | '),
                 document.body.innerText].join('\n')
                """).WaitAsync(Waits.Longest);
        }
        catch (Exception gone) when (gone is PlaywrightException or TimeoutException)
        {
            shown = gone.Message;
        }
        return $"Page {Page.Url} at the end:\n{string.Join('\n', said)}\n{shown}";
    }
}

/// <summary>Closes the pages of each test when it ends.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class ClosesPagesAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => BrowserFixture.Close(test.UniqueID);
}
