using System.Net;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Tests.Support;
using EvOps.Tests.Webhooks;

namespace EvOps.Tests.Alerts;

// In here, where it comes before what tests of webhooks call alike.
using EvOps.Tests.Sessions;

/// <summary>The life of an alert, whatever it is about: who is told of what and how often, who has it, and when it is over.</summary>
public sealed class AlertLifeTests
{
    private readonly ScriptedRules rules = new();

    [Fact]
    public async Task What_comes_back_is_told_again_and_waits_for_somebody_anew_and_what_flaps_makes_no_storm()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var host = await rules.HostAsync();
        await host.SubscribeAsync(receiver.Address, "Tickets", WebhookEventType.AlertRaised, WebhookEventType.AlertResolved);
        host.PersonOf(Role.Operator);
        await SayAsync(host, AlertSeverity.Critical);
        await host.DoAsync(Role.Operator, await host.OneAlertAsync("tested"), "acknowledge");

        await SayAsync(host, null);
        Assert.Equal("The test says so.", (await host.OneAlertAsync("tested")).Text("resolution"));
        await SayAsync(host, AlertSeverity.Critical);

        var back = await host.OneAlertAsync("tested");
        Assert.Equal(("OPEN", 2, null), (back.Text("status"), back.GetProperty("times").GetInt32(), back.Text("acknowledgedBy")));
        Assert.Equal(["alert.raised", "alert.resolved", "alert.raised"], (await host.ToldOthersAsync()).Select(told => told.Type));
        Assert.Equal(["The test is wrong", "Back again: The test is wrong"], await TitlesAsync(host));

        for (var i = 0; i < 10; i++)
        {
            await SayAsync(host, null);
            await SayAsync(host, AlertSeverity.Critical);
        }

        Assert.Equal(12, (await host.OneAlertAsync("tested")).GetProperty("times").GetInt32());
        Assert.Equal(3, (await host.ToldOthersAsync()).Count(told => told.Type == "alert.raised"));
        Assert.Equal(3, (await TitlesAsync(host)).Count);

        // What comes and goes is over when it has been quiet for a while.
        await SayAsync(host, null);
        for (var i = 0; i < 9; i++) host.Clock!.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("OPEN", (await host.OneAlertAsync("tested")).Text("status"));
        host.Clock!.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("RESOLVED", (await host.OneAlertAsync("tested")).Text("status"));
        Assert.Equal("alert.resolved", (await host.ToldOthersAsync())[^1].Type);
    }

    [Fact]
    public async Task What_becomes_graver_is_told_once_and_whoever_had_taken_it_has_to_look_anew()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var host = await rules.HostAsync();
        await host.SubscribeAsync(receiver.Address, "Tickets", WebhookEventType.AlertRaised);
        host.PersonOf(Role.Operator);
        await SayAsync(host, AlertSeverity.Warning);
        var alert = await host.OneAlertAsync("tested");
        Assert.Empty(await TitlesAsync(host));
        await host.DoAsync(Role.Operator, alert, "acknowledge");
        await host.DoAsync(Role.Operator, alert, "snooze", new { minutes = 60 });

        foreach (var severity in new AlertSeverity[] { AlertSeverity.Critical, AlertSeverity.Warning, AlertSeverity.Critical }) await SayAsync(host, severity);

        alert = await host.OneAlertAsync("tested");
        Assert.Equal(("OPEN", "CRITICAL", null, null), (alert.Text("status"), alert.Text("severity"), alert.Text("acknowledgedBy"), alert.Text("snoozedUntil")));
        Assert.Equal(["Warning", "Critical"], (await host.ToldOthersAsync()).Select(told => told.Data.Text("severity")));
        Assert.Equal("Graver now: The test is wrong", Assert.Single(await TitlesAsync(host)));
        Assert.EndsWith("operator@test.local had taken it before.", Assert.Single(await ToldAsync(host)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grave_one_that_nobody_takes_is_told_again_though_its_words_change_all_the_time()
    {
        await using var host = await rules.HostAsync();
        host.PersonOf(Role.Operator);
        await SayAsync(host, AlertSeverity.Critical);

        for (var i = 0; i < 17; i++)
        {
            host.Clock!.Advance(TimeSpan.FromMinutes(1));
            rules.Words = $"It has been so for {i} min.";
            await host.LookAsync();
        }

        Assert.Equal(["The test is wrong", "Still open, and nobody took it: The test is wrong"], await TitlesAsync(host));
    }

    [Fact]
    public async Task Keys_that_are_too_long_are_kept_and_told_apart()
    {
        await using var host = await rules.HostAsync();
        var model = new string('m', 500);
        (rules.Wrong[$"firmware/{model}/1"], rules.Wrong[$"firmware/{model}/2"]) = (AlertSeverity.Warning, AlertSeverity.Warning);

        Assert.Equal(2, (await host.OpenAlertsAsync("tested")).Count);
        rules.Wrong.Remove($"firmware/{model}/2");

        Assert.Equal(["OPEN", "RESOLVED"], (await host.AlertsAsync("tested")).Select(a => a.Text("status")));
    }

    [Fact]
    public async Task Rules_that_fail_leave_their_alerts_open_and_blind_no_others_and_are_an_alert_where_that_lasts()
    {
        await using var host = await rules.HostAsync("Alerts:LowDiskMegabytes=1000000000");
        await SayAsync(host, AlertSeverity.Warning);

        rules.Fails = new UnauthorizedAccessException("The folder is closed.");
        rules.Wrong.Clear();
        Assert.Equal("OPEN", (await host.OneAlertAsync("tested")).Text("status"));
        Assert.Equal("OPEN", (await host.OneAlertAsync("disk_low")).Text("status"));
        Assert.Empty(await host.AlertsAsync("rule_failing"));
        host.Clock!.Advance(TimeSpan.FromSeconds(61));

        var failing = await host.OneAlertAsync("rule_failing");
        Assert.Equal("Nobody can tell whether anything is wrong with what is tested", failing.Text("title"));
        Assert.Contains("The folder is closed.", failing.Text("message"), StringComparison.Ordinal);
        rules.Fails = null;
        Assert.Equal(("RESOLVED", "The rules work again."), ((await host.OneAlertAsync("rule_failing")).Text("status"), (await host.OneAlertAsync("rule_failing")).Text("resolution")));
        Assert.Equal("RESOLVED", (await host.OneAlertAsync("tested")).Text("status"));
    }

    [Fact]
    public async Task Who_has_it_gives_it_back_or_on_and_others_take_it_over()
    {
        await using var host = await rules.HostAsync();
        await SayAsync(host, AlertSeverity.Warning);
        var alert = await host.OneAlertAsync("tested");
        await host.DoAsync(Role.Operator, alert, "acknowledge", new { comment = "I look" });

        host.PersonOf(Role.Support);
        host.PersonOf(Role.Driver);
        Assert.Equal("not_yours", (await host.DoAsync(Role.Admin, alert, "release")).Code);
        Assert.Equal("not_yours", (await host.DoAsync(Role.Admin, alert, "hand-over", new { to = EvOpsHost.EmailOf(Role.Support) })).Code);
        Assert.Equal("already_acknowledged", (await host.DoAsync(Role.Admin, alert, "acknowledge")).Code);
        var over = await host.DoAsync(Role.Admin, alert, "acknowledge", new { takeOver = true, comment = "Mine now" });
        Assert.Equal(("admin@test.local", "Mine now"), (over.Data.Text("acknowledgedBy"), over.Data.Text("comment")));
        var told = Assert.Single(await host.NoticesAsync());
        Assert.Equal((host.PersonOf(Role.Operator).PersonId, "admin@test.local has taken it over: The test is wrong"), (told.PersonId, told.Title));

        Assert.Equal(HttpStatusCode.BadRequest, (await host.DoAsync(Role.Admin, alert, "hand-over", new { to = EvOpsHost.EmailOf(Role.Driver) })).Status);
        Assert.Equal("support@test.local", (await host.DoAsync(Role.Admin, alert, "hand-over", new { to = " Support@test.local " })).Data.Text("acknowledgedBy"));
        Assert.Single(await host.NoticesAsync(), n => n.PersonId == host.PersonOf(Role.Support).PersonId && n.Title == "admin@test.local gave it to you: The test is wrong");

        var back = await host.DoAsync(Role.Support, alert, "release");
        Assert.Equal(("OPEN", null), (back.Data.Text("status"), back.Data.Text("acknowledgedBy")));
        Assert.Equal("not_taken", (await host.DoAsync(Role.Support, alert, "release")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.DoAsync(Role.Driver, alert, "hand-over", new { to = "x" })).Status);
    }

    [Fact]
    public async Task A_snooze_ends_when_somebody_says_so_and_counts_nothing_meanwhile()
    {
        await using var host = await rules.HostAsync();
        await SayAsync(host, AlertSeverity.Warning);
        var alert = await host.OneAlertAsync("tested");
        Assert.Equal(1, host.Get<WatchAlerts>().Counts.Open);

        var snoozed = await host.DoAsync(Role.Operator, alert, "snooze", new { minutes = 240 });
        Assert.Equal(host.Clock!.GetUtcNow().AddHours(4), snoozed.Data.GetProperty("snoozedUntil").GetDateTimeOffset());
        await host.LookAsync();
        Assert.Equal(0, host.Get<WatchAlerts>().Counts.Open);

        Assert.Null((await host.DoAsync(Role.Operator, alert, "wake")).Data.Text("snoozedUntil"));
        Assert.Equal("not_snoozed", (await host.DoAsync(Role.Operator, alert, "wake")).Code);
        await host.LookAsync();
        Assert.Equal(1, host.Get<WatchAlerts>().Counts.Open);
    }

    [Fact]
    public async Task A_storm_of_changes_makes_a_few_looks_a_second()
    {
        await using var host = await rules.HostAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(rules.Looks > 0));
        var before = rules.Looks;

        for (var i = 0; i < 20; i++)
        {
            for (var n = 0; n < 500; n++) host.Get<LiveFeed>().Publish(new Domain.Stations.ChargePointChanged(Guid.NewGuid(), "CP-1"));
            host.Clock!.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await HostChargers.UntilAsync(() => Task.FromResult(rules.Looks > before));
        Assert.InRange(rules.Looks - before, 1, 5);
    }

    private async Task SayAsync(EvOpsHost host, AlertSeverity? severity)
    {
        if (severity is { } grave) rules.Wrong["tested/1"] = grave;
        else rules.Wrong.Remove("tested/1");
        host.Clock!.Advance(TimeSpan.FromSeconds(5));
        await host.LookAsync();
    }

    /// <summary>What the operator was told.</summary>
    private static async Task<List<string>> TitlesAsync(EvOpsHost host) => (await ToldAsync(host)).ConvertAll(n => n.Title);

    private static async Task<List<Notice>> ToldAsync(EvOpsHost host) => (await host.NoticesAsync()).FindAll(n => n.PersonId == host.PersonOf(Role.Operator).PersonId);
}
