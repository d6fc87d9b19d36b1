using EvOps.Tests.Support;
using EvOps.Web;

namespace EvOps.Tests.Shell;

public sealed class ConsoleInBrowserTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_console_opens_and_its_circuit_answers()
    {
        await using var app = EvOpsApp.Build(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        var page = await browser.OpenPageAsync();

        // A frame from the server over the circuit's socket: the script was served, ran and connected.
        var answered = new TaskCompletionSource();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, _) => answered.TrySetResult();
        await page.GotoAsync(app.Urls.First());
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("Overview · EvOps", await page.TitleAsync());
    }
}
