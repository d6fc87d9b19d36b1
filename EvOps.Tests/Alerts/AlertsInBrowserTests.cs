using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Sessions;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Alerts;

/// <summary>The feed of alerts: what is looked for stands in its address, and who wants to be called is called.</summary>
public sealed class AlertsInBrowserTests(BrowserFixture browser)
{
    // Counts what the browser would show, and grants or refuses without asking anybody.
    private const string FakeNotification = """
        window.asked = 0; window.shown = []; window.tones = 0;
        window.Notification = class { constructor(title, options) { window.shown.push({ title, ...options }); } };
        Notification.permission = 'default';
        Notification.requestPermission = async () => { window.asked++; return Notification.permission = window.refuses ? 'denied' : 'granted'; };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...all) { window.tones++; return start.apply(this, all); };
        """;

    [Fact]
    public async Task Every_filter_is_in_the_address_and_survives_a_reload_and_the_way_back()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "NORTH-1");
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "SOUTH-1");
        await SayAsync(host, "NORTH-1", isFaulty: true);
        await SayAsync(host, "SOUTH-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);
        await SayAsync(host, "SOUTH-1", isFaulty: false);
        await host.Get<WatchAlerts>().LookAsync(default);
        var page = await OpenAsync(host, "/alerts");
        var alerts = page.Locator("ul.alerts > li");
        await Expect(alerts).ToHaveCountAsync(1);

        await page.GetByText("Over", new() { Exact = true }).ClickAsync();
        await Expect(alerts.First).ToContainTextAsync("SOUTH-1");
        await page.GetByText("All", new() { Exact = true }).ClickAsync();
        await Expect(alerts).ToHaveCountAsync(2);
        await page.GetByLabel("Search by charger").FillAsync("north");
        await Expect(alerts).ToHaveCountAsync(1);
        await page.GetByText("Warning", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByText("No alert matches.")).ToBeVisibleAsync();
        await page.GetByText("Critical", new() { Exact = true }).ClickAsync();
        await Expect(alerts).ToHaveCountAsync(1);
        await page.GetByLabel("From").FillAsync("2099-01-01");
        await Expect(page.GetByText("No alert matches.")).ToBeVisibleAsync();
        await page.GetByLabel("From").FillAsync("2020-01-01");
        await Expect(alerts).ToHaveCountAsync(1);
        foreach (var part in new[] { "show=all", "charger=north", "severity=Critical", "from=2020-01-01" }) Assert.Contains(part, page.Url, StringComparison.Ordinal);

        await page.ReloadAsync();
        await Expect(alerts).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "History of NORTH-1" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/faults\\?search=NORTH-1"));
        await page.GoBackAsync();
        await Expect(alerts).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Search by charger")).ToHaveValueAsync("north");
    }

    [Fact]
    public async Task Alerts_of_a_station_are_chosen_by_its_name()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "HERE-1");
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "THERE-1");
        await SayAsync(host, "HERE-1", isFaulty: true);
        await SayAsync(host, "THERE-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);
        var page = await OpenAsync(host, "/alerts");
        await Expect(page.Locator("ul.alerts > li")).ToHaveCountAsync(2);

        await page.GetByLabel("Station", new() { Exact = true }).SelectOptionAsync(station.Id.ToString());

        await Expect(page.Locator("ul.alerts > li")).ToHaveCountAsync(1);
        await Expect(page.Locator("ul.alerts > li")).ToContainTextAsync("HERE-1");
        Assert.Contains($"station={station.Id}", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_switched_it_on_is_called_once_for_a_new_critical_alert_on_whatever_page_and_nobody_is_asked_before()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "NORTH-1");
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "SOUTH-1");
        var page = await OpenAsync(host, "/alerts");
        var (sound, desktop) = (page.GetByRole(AriaRole.Button, new() { Name = "Sound" }), page.GetByRole(AriaRole.Button, new() { Name = "Desktop notification" }));
        await Expect(sound).ToBeEnabledAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.asked"));

        await page.EvaluateAsync("() => window.refuses = true");
        await desktop.ClickAsync();
        await Expect(page.GetByText("Your browser shows no notifications of this page.")).ToBeVisibleAsync();
        await Expect(desktop).ToHaveAttributeAsync("aria-pressed", "false");
        await page.EvaluateAsync("() => window.refuses = false");
        await desktop.ClickAsync();
        await sound.ClickAsync();
        await Expect(desktop).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(sound).ToHaveAttributeAsync("aria-pressed", "true");
        // One hears what it will be.
        await page.WaitForFunctionAsync("() => window.tones === 2");

        // Inside the console: the circuit, and what was chosen, go along.
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("Overview · EvOps");
        await SayAsync(host, "NORTH-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);
        await page.WaitForFunctionAsync("() => window.shown.length === 1 && window.tones === 4");
        Assert.Contains("NORTH-1", await page.EvaluateAsync<string>("() => window.shown[0].title"), StringComparison.Ordinal);

        await SayAsync(host, "SOUTH-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);
        await page.WaitForFunctionAsync("() => window.shown.length === 2");
        Assert.Equal(2, await page.EvaluateAsync<int>("() => new Set(window.shown.map(note => note.tag)).size"));
        // What comes back is called out once more.
        await SayAsync(host, "SOUTH-1", isFaulty: false);
        await host.Get<WatchAlerts>().LookAsync(default);
        await SayAsync(host, "SOUTH-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);
        await page.WaitForFunctionAsync("() => window.shown.length === 3");
        Assert.Equal("on on", await page.EvaluateAsync<string>("() => localStorage.getItem('evops-alert-sound') + ' ' + localStorage.getItem('evops-alert-desktop')"));
    }

    [Fact]
    public async Task Whoever_has_an_alert_gives_it_on_others_take_it_over_and_a_snooze_lasts_as_long_as_it_was_chosen()
    {
        await using var host = await EvOpsHost.StartAsync();
        host.PersonOf(Role.Support);
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "NORTH-1");
        await SayAsync(host, "NORTH-1", isFaulty: true);
        var page = await OpenAsync(host, "/alerts");
        var (alert, dialog) = (page.Locator("ul.alerts > li"), page.Locator(".rz-dialog"));
        await Expect(alert).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Rooms").GetByRole(AriaRole.Link, new() { Name = "Alerts 1 open" })).ToBeVisibleAsync();

        await PressAsync(alert, "Take it");
        await PressAsync(dialog, "Take it");
        await Expect(alert).ToContainTextAsync("taken by operator@test.local");
        await PressAsync(alert, "Hand over");
        await dialog.GetByLabel("To whom?").SelectOptionAsync(EvOpsHost.EmailOf(Role.Support));
        await PressAsync(dialog, "Hand over");
        await Expect(alert).ToContainTextAsync("taken by support@test.local");
        await PressAsync(alert, "Take over");
        await Expect(dialog).ToContainTextAsync("support@test.local has it now, and is told that you took it over.");
        await PressAsync(dialog, "Take over");
        await Expect(alert).ToContainTextAsync("taken by operator@test.local");
        await PressAsync(alert, "Give back");
        await Expect(alert).Not.ToContainTextAsync("taken by");

        await PressAsync(alert, "Snooze");
        await PressAsync(dialog, "Until tomorrow morning");
        await Expect(alert).ToContainTextAsync("snoozed, back");
        await Expect(page.GetByLabel("Rooms").GetByRole(AriaRole.Link, new() { Name = "Alerts", Exact = true })).ToBeVisibleAsync();
        await using (var db = host.OpenDb())
        {
            var until = (await db.Alerts.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).SnoozedUntil!.Value;
            Assert.Equal(8, await page.EvaluateAsync<int>("at => new Date(at + 90_000).getHours()", until.ToUnixTimeMilliseconds() - 60_000));
        }

        await PressAsync(alert, "End snooze");
        await Expect(alert).Not.ToContainTextAsync("snoozed");
    }

    [Fact]
    public async Task Of_two_who_take_it_at_once_the_second_hears_of_the_first_and_may_take_it_over_there_and_then()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "NORTH-1");
        await SayAsync(host, "NORTH-1", isFaulty: true);
        var page = await OpenAsync(host, "/alerts");
        var (alert, dialog) = (page.Locator("ul.alerts > li"), page.Locator(".rz-dialog"));
        await PressAsync(alert, "Take it");
        await dialog.GetByLabel("What do you do about it?").FillAsync("On my way");
        await using (var db = host.OpenDb())
        {
            var id = (await db.Alerts.SingleAsync(TestContext.Current.CancellationToken)).Id;
            Assert.True((await host.Get<HandleAlert>().AcknowledgeAsync(host.ActorOf(Role.Support), id, null, default)).IsDone);
        }

        await PressAsync(dialog, "Take it");
        await Expect(dialog).ToContainTextAsync("support@test.local took it");
        await PressAsync(dialog, "Take over");

        await Expect(alert).ToContainTextAsync("taken by operator@test.local: “On my way”");
    }

    [Fact]
    public async Task Whoever_relies_on_alerts_reads_what_is_watched_with_the_numbers_of_this_house()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Alerts:OfflineMinutes=7", "Alerts:RepeatedFaults=9"]);
        var page = await OpenAsync(host, "/alerts");

        await PressAsync(page.Locator("main"), "What is watched");

        var dialog = page.Locator(".rz-dialog");
        foreach (var words in new[] { "has not been heard of for 7 min", "9 faults or more within an hour", "A refund could not be paid", "A session is stuck", "mail is not set up" })
            await Expect(dialog).ToContainTextAsync(words);
        var rules = host.Get<IEnumerable<IAlertSource>>().SelectMany(source => source.Rules).Select(rule => rule.Name).ToList();
        Assert.Equal(rules.Count, rules.Distinct().Count());
        await Expect(dialog.Locator("code")).ToHaveCountAsync(rules.Count);
        await Expect(dialog.GetByText("Staff is told from Critical on")).ToBeInViewportAsync();
        await PressAsync(dialog, "Close dialog");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_whose_bell_does_not_load_stays_alive_and_counts_what_is_new()
    {
        await using var host = await EvOpsHost.StartAsync();
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "NORTH-1");
        var page = await browser.OpenPageAsync(host, Role.Operator);
        await page.RouteAsync("**/bell*.js", route => route.AbortAsync());
        await page.GotoAsync("/alerts");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        await SayAsync(host, "NORTH-1", isFaulty: true);
        await host.Get<WatchAlerts>().LookAsync(default);

        var alert = page.Locator("ul.alerts > li");
        await Expect(alert).ToHaveCountAsync(1);
        await PressAsync(alert, "Take it");
        await PressAsync(page.Locator(".rz-dialog"), "Take it");
        await Expect(alert).ToContainTextAsync("taken by operator@test.local");
        await Expect(page.GetByLabel("Rooms").GetByRole(AriaRole.Link, new() { Name = "Alerts 1 open" })).ToBeVisibleAsync();
    }

    private static Task PressAsync(ILocator where, string name) => where.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    private static async Task SayAsync(EvOpsHost host, string identity, bool isFaulty) =>
        Assert.True((await host.Get<ReportHealth>().RunAsync(new HealthTold(identity, isFaulty, isFaulty ? "smoke" : null, null, FaultSource.Monitor), default)).IsDone);

    private async Task<IPage> OpenAsync(EvOpsHost host, string path)
    {
        var page = await browser.OpenPageAsync(host, Role.Operator);
        await page.AddInitScriptAsync(FakeNotification);
        await page.GotoAsync(path);
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        return page;
    }
}
