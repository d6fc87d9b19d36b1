using EvOps.Domain.Users;
using EvOps.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Shell;

public sealed class ConsoleInBrowserTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task The_console_opens_and_its_circuit_answers()
    {
        var page = await browser.OpenPageAsync(host, Role.Admin);

        // A frame from the server over the circuit's socket: the script was served, ran and connected.
        var answered = new TaskCompletionSource();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, _) => answered.TrySetResult();
        await page.GotoAsync("/");
        await answered.Task.WaitAsync(Waits.Longest);

        await Expect(page).ToHaveTitleAsync("Overview · EvOps");
    }
}
