using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.Playwright;

namespace EvOps.Tests.Sessions;

/// <summary>Sessions as people watch them: a charger speaks on a socket, a page moves, nobody reloads.</summary>
public sealed class SessionsInBrowserTests(BrowserFixture browser, SessionsInBrowserTests.House house) : IClassFixture<SessionsInBrowserTests.House>
{
    [Fact]
    public async Task A_session_s_figures_and_graph_move_with_the_meter()
    {
        await using var charger = await house.ChargerAsync("MOVES");
        var begun = await charger.StartAsync(meterStart: 1_000_000);
        await charger.ReadAsync(begun.TransactionId, 1_000_500, powerW: 22_000, soc: 40);
        var page = await OpenAsync($"/sessions/{begun.TransactionId}");
        await page.GetByText("0.500 kWh").First.WaitForAsync();
        var graph = await page.Locator(".chart svg path.line").First.GetAttributeAsync("d");

        await charger.ReadAsync(begun.TransactionId, 1_004_321, powerW: 47_000, soc: 63);

        await page.GetByText("4.321 kWh").First.WaitForAsync();
        await page.GetByText("47.0 kW").First.WaitForAsync();
        await page.GetByText("€ 1.73").First.WaitForAsync();
        await page.GetByText("63 %").First.WaitForAsync();
        await Assertions.Expect(page.Locator(".chart svg path.line").First).Not.ToHaveAttributeAsync("d", graph!);
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task An_operator_stops_a_session_and_reads_what_happened()
    {
        await using var charger = await house.ChargerAsync("STOPS");
        var begun = await charger.StartAsync(meterStart: 1_000_000);
        await charger.ReadAsync(begun.TransactionId, 1_002_000, powerW: 11_000);
        var page = await OpenAsync($"/sessions/{begun.TransactionId}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        await page.GetByText("so far 2.000 kWh for € 0.80").WaitForAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop charging" }).ClickAsync();
        var asked = await charger.HearsAsync("RemoteStopTransaction");
        await charger.StopAsync(begun.TransactionId, 1_002_345, "Remote");

        Assert.Equal(begun.TransactionId, (int)asked["transactionId"]!);
        await page.GetByText("Completed").First.WaitForAsync();
        await page.GetByText("2.345 kWh").First.WaitForAsync();
        await page.GetByText("ended the session at").WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop charging" })).ToHaveCountAsync(0);
        await page.GetByText("Message").First.ClickAsync();
        await page.GetByText("\"meterStop\": 1002345").WaitForAsync();
        await IsCleanAsync(page);
    }

    [Fact]
    public async Task A_session_that_begins_slides_into_the_monitor_and_into_the_list()
    {
        await using var charger = await house.ChargerAsync("SLIDES");
        var monitor = await OpenAsync("/monitor?search=SLIDES");
        var list = await OpenAsync("/sessions?search=SLIDES");
        await monitor.GetByText("No open session fits").Or(monitor.GetByText("No session is open.")).WaitForAsync();

        var begun = await charger.StartAsync(meterStart: 5_000);

        await monitor.GetByRole(AriaRole.Row).Filter(new() { HasText = "SLIDES" }).WaitForAsync();
        await list.GetByRole(AriaRole.Row).Filter(new() { HasText = "SLIDES" }).GetByText("Charging").WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 4_000, "Local");
        await list.GetByRole(AriaRole.Row).Filter(new() { HasText = "SLIDES" }).GetByText("Review").WaitForAsync();
        await IsCleanAsync(monitor);
    }

    [Fact]
    public async Task An_operator_starts_a_session_from_the_monitor()
    {
        await using var charger = await house.ChargerAsync("STARTS");
        var page = await OpenAsync("/monitor");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start a session" }).ClickAsync();
        await page.GetByLabel("Connector").SelectOptionAsync("STARTS/1");
        await page.GetByLabel("Tag").FillAsync(House.Tag);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start charging" }).ClickAsync();
        var asked = await charger.HearsAsync("RemoteStartTransaction");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sessions/"));
        await page.GetByText("agreed to start").WaitForAsync();
        var begun = await charger.StartAsync(House.Tag, meterStart: 10);

        Assert.Equal(House.Tag, (string?)asked["idTag"]);
        await page.GetByText("Charging").First.WaitForAsync();
        await charger.StopAsync(begun.TransactionId, 10);
        await IsCleanAsync(page);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_nothing_sticks_out(ColorScheme scheme)
    {
        await using var charger = await house.ChargerAsync($"PHONE-{scheme}");
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 2_000, powerW: 11_000);

        foreach (var address in new[] { "/", "/monitor", "/sessions", $"/sessions/{begun.TransactionId}" })
        {
            var page = await OpenAsync(address, new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = scheme });
            await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
            Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await IsCleanAsync(page);
        }
    }

    [Fact]
    public async Task On_a_phone_lists_without_column_heads_are_sorted_by_a_choice()
    {
        await using var weak = await house.ChargerAsync("SORT-WEAK");
        await using var strong = await house.ChargerAsync("SORT-STRONG");
        var (first, second) = (await strong.StartAsync(meterStart: 0), await weak.StartAsync(meterStart: 0));
        await strong.ReadAsync(first.TransactionId, 500, powerW: 150_000);
        await weak.ReadAsync(second.TransactionId, 100, powerW: 3_700);
        var page = await OpenAsync("/monitor?search=SORT-", new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await Assertions.Expect(page.Locator("tbody tr .place")).ToContainTextAsync(["SORT-WEAK", "SORT-STRONG"]);

        await page.GetByLabel("Sort by").SelectOptionAsync("-power");

        await Assertions.Expect(page.Locator("tbody tr .place")).ToContainTextAsync(["SORT-STRONG", "SORT-WEAK"]);
        Assert.Contains("sort=-power", page.Url, StringComparison.Ordinal);
        await weak.StopAsync(second.TransactionId, 100);
        await strong.StopAsync(first.TransactionId, 500);
        await IsCleanAsync(page);
    }

    private readonly List<string> complaints = [];

    private async Task<IPage> OpenAsync(string address, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenPageAsync(house.Host, Role.Operator, options);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(address);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }

    private async Task IsCleanAsync(IPage page)
    {
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    /// <summary>One host by the real clock, one station, a charge point for each test.</summary>
    public sealed class House : IAsyncLifetime
    {
        public const string Tag = ChargingHouse.Tag;

        private Station station = null!;

        public EvOpsHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await EvOpsHost.StartAsync();
            station = await Host.AddStationAsync();
            Assert.True((await Host.Get<SaveTag>().RunAsync(Host.ActorOf(Role.Admin), Tag, new TagWish(TagStatus.Accepted), default)).IsDone);
        }

        internal async Task<TestCharger> ChargerAsync(string identity)
        {
            await Host.AddChargePointAsync(station, identity);
            return await TestCharger.ConnectAsync(Host, identity);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
