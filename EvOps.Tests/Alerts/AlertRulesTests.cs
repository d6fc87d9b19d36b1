using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Infrastructure.Webhooks;
using EvOps.Tests.Support;
using EvOps.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace EvOps.Tests.Alerts;

// In here, where it comes before what tests of webhooks call alike.
using EvOps.Tests.Sessions;

/// <summary>Each rule, from the trouble to what was seen that ended it; several of a kind are one incident; a restart ends nothing.</summary>
public sealed class AlertRulesTests
{
    [Fact]
    public async Task A_restart_ends_no_alert_and_tells_nobody_and_what_is_seen_afterwards_does()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var house = await ChargingHouse.OpenAsync("Alerts:OfflineMinutes=1", "Sessions:CircuitBreaker:ProbeSeconds=0");
        var host = house.Host;
        await host.SubscribeAsync(receiver.Address, "Tickets", WebhookEventType.AlertRaised, WebhookEventType.AlertResolved);
        await host.AddChargePointAsync(house.Station, "CP-2");
        await using (var faulty = await house.ChargerAsync())
        {
            await house.LeaveAsync(await house.ChargerAsync("CP-2"), "CP-2");
            await faulty.ReportAsync("Faulted", errorCode: "GroundFailure");
            for (var i = 0; i < 5; i++) host.Get<CircuitBreakers>().Failed(ChargingHouse.Identity);
            await house.PassAsync(TimeSpan.FromSeconds(80), faulty);
            await StandAsync("OPEN");
            await host.StopAsync();
        }

        house.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.StartAgainAsync();
        await StandAsync("OPEN");
        for (var i = 0; i < 4; i++) house.Clock.Advance(TimeSpan.FromSeconds(10));
        await StandAsync("OPEN");
        Assert.DoesNotContain(await host.ToldOthersAsync(), told => told.Type == "alert.resolved");

        await using var second = await house.ChargerAsync("CP-2");
        await using var first = await house.ChargerAsync();
        await StandAsync("RESOLVED");
        Assert.Equal($"CP-2 connected again at {house.Now:HH:mm} UTC and reports Available.", (await host.OneAlertAsync("charger_offline")).Text("resolution"));
        Assert.Equal($"CP-1 connector 1 reported Available at {house.Now:HH:mm} UTC.", (await host.OneAlertAsync("connector_fault")).Text("resolution"));
        Assert.Equal(3, (await host.ToldOthersAsync()).Count(told => told.Type == "alert.resolved"));

        async Task StandAsync(string status)
        {
            foreach (var rule in new[] { "charger_offline", "connector_fault", "commands_held_back" })
            {
                var alert = await host.OneAlertAsync(rule);
                Assert.Equal((rule, status, 1), (rule, alert.Text("status"), alert.GetProperty("times").GetInt32()));
            }
        }
    }

    [Fact]
    public async Task A_faulted_charger_that_drops_its_line_keeps_its_fault()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        Assert.Equal("OPEN", (await house.Host.OneAlertAsync("connector_fault")).Text("status"));

        await house.LeaveAsync(charger, ChargingHouse.Identity);

        var kept = await house.Host.OneAlertAsync("connector_fault");
        Assert.Equal(("OPEN", 1), (kept.Text("status"), kept.GetProperty("times").GetInt32()));
        Assert.EndsWith("It is not connected: this is what it said last.", kept.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Most_chargers_of_a_station_that_are_gone_are_one_incident_that_does_not_fall_apart_at_once()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var house = await ChargingHouse.OpenAsync("Alerts:OfflineMinutes=1");
        var host = house.Host;
        await host.SubscribeAsync(receiver.Address, "Tickets", WebhookEventType.AlertRaised, WebhookEventType.AlertResolved);
        string[] all = ["CP-1", "CP-2", "CP-3", "CP-4"];
        foreach (var identity in all[1..]) await host.AddChargePointAsync(house.Station, identity);
        // Never put into operation: it is not gone.
        await host.AddChargePointAsync(house.Station, "CP-5");
        List<TestCharger> here = [];
        foreach (var identity in all) here.Add(await house.ChargerAsync(identity));
        for (var i = 0; i < 3; i++) await house.LeaveAsync(here[i], all[i]);
        await house.PassAsync(TimeSpan.FromSeconds(80), here[3]);
        Assert.Equal(3, (await host.OpenAlertsAsync("charger_offline")).Count);
        Assert.Empty(await host.AlertsAsync("station_offline"));

        await house.LeaveAsync(here[3], all[3]);
        await house.PassAsync(TimeSpan.FromSeconds(80));

        var incident = await host.OneAlertAsync("station_offline");
        Assert.Equal(("OPEN", "CRITICAL", house.Station.Id), (incident.Text("status"), incident.Text("severity"), incident.GetProperty("stationId").GetGuid()));
        Assert.Contains("all 4 chargers are gone", incident.Text("title"), StringComparison.Ordinal);
        var merged = await host.AlertsAsync("charger_offline");
        Assert.Equal(3, merged.Count);
        Assert.All(merged, one => Assert.StartsWith("Merged into the incident “", one.Text("resolution"), StringComparison.Ordinal));
        var told = await host.ToldOthersAsync();
        Assert.DoesNotContain(told, one => one.Type == "alert.resolved");
        Assert.Equal(merged.Select(one => one.Text("id")!).Order(), told[^1].Data.GetProperty("replaces").EnumerateArray().Select(id => id.GetString()!).Order());

        // Half of them back, and it is one incident still.
        await using var first = await house.ChargerAsync("CP-1");
        await using var second = await house.ChargerAsync("CP-2");
        Assert.Contains("2 of 4 chargers are gone", (await host.OneAlertAsync("station_offline")).Text("title"), StringComparison.Ordinal);
        Assert.Empty(await host.OpenAlertsAsync("charger_offline"));

        await using var third = await house.ChargerAsync("CP-3");
        var over = await host.OneAlertAsync("station_offline");
        Assert.Equal("RESOLVED", over.Text("status"));
        Assert.Equal($"3 of 4 chargers are connected: CP-1 since {house.Now:HH:mm} UTC, CP-2 since {house.Now:HH:mm} UTC, CP-3 since {house.Now:HH:mm} UTC. The others are alerts of their own.", over.Text("resolution"));
        Assert.Equal("CP-4", Assert.Single(await host.OpenAlertsAsync("charger_offline")).Text("chargePointId"));
    }

    [Fact]
    public async Task The_same_code_on_three_of_a_firmware_is_one_incident_until_only_one_is_left()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var host = house.Host;
        string[] all = ["CP-1", "CP-2", "CP-3"];
        foreach (var identity in all[1..]) await host.AddChargePointAsync(house.Station, identity);
        List<TestCharger> chargers = [];
        foreach (var identity in all) chargers.Add(await house.ChargerAsync(identity));
        foreach (var charger in chargers[..2]) await charger.ReportAsync("Faulted", errorCode: "GroundFailure");
        Assert.Equal(2, (await host.OpenAlertsAsync("connector_fault")).Count);

        await chargers[2].ReportAsync("Faulted", errorCode: "GroundFailure");
        Assert.Equal("3 chargers of model Street 22 report GroundFailure", (await host.OneAlertAsync("firmware_fault")).Text("title"));
        Assert.Empty(await host.OpenAlertsAsync("connector_fault"));

        await chargers[0].ReportAsync("Available");
        Assert.Equal("OPEN", (await host.OneAlertAsync("firmware_fault")).Text("status"));
        Assert.Empty(await host.OpenAlertsAsync("connector_fault"));
        await chargers[1].ReportAsync("Available");

        var over = await host.OneAlertAsync("firmware_fault");
        Assert.Equal(("RESOLVED", "Only CP-3 still reports it, which is an alert of its own."), (over.Text("status"), over.Text("resolution")));
        Assert.Equal("CP-3", Assert.Single(await host.OpenAlertsAsync("connector_fault")).Text("chargePointId"));
        foreach (var charger in chargers) await charger.DisposeAsync();
    }

    [Fact]
    public async Task A_meter_that_lies_is_an_alert_until_it_tells_sane_readings()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await ReadAsync(4000, 3500);

        var alert = await house.Host.OneAlertAsync("meter_fault");
        Assert.Equal(("OPEN", "The meter of CP-1 connector 1 cannot be believed", "/chargers/CP-1"), (alert.Text("status"), alert.Text("title"), alert.Text("link")));
        Assert.Contains("he meter ran backwards, from 4.000 kWh to 3.500 kWh.", alert.Text("message"), StringComparison.Ordinal);

        await ReadAsync(5000, 5100, 5200);
        var over = await house.Host.OneAlertAsync("meter_fault");
        Assert.Equal(("RESOLVED", $"The meter of CP-1 connector 1 told sane readings again at {house.Now:HH:mm} UTC."), (over.Text("status"), over.Text("resolution")));

        async Task ReadAsync(params long[] registers)
        {
            foreach (var register in registers)
            {
                house.Clock.Advance(TimeSpan.FromMinutes(1));
                await charger.ReadAsync(begun.TransactionId, register);
            }
        }
    }

    [Fact]
    public async Task Faults_of_whatever_source_that_come_again_and_again_are_an_alert()
    {
        await using var house = await ChargingHouse.OpenAsync("Alerts:RepeatedFaults=4");
        await using var charger = await house.ChargerAsync();
        for (var i = 0; i < 3; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            await SayAsync(isFaulty: true);
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            await SayAsync(isFaulty: false);
        }

        Assert.Empty(await house.Host.AlertsAsync("repeated_faults"));
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");

        var alert = await house.Host.OneAlertAsync("repeated_faults");
        Assert.Equal(("OPEN", "CP-1"), (alert.Text("status"), alert.Text("chargePointId")));
        Assert.StartsWith("4 faults in the last hour.", alert.Text("message"), StringComparison.Ordinal);

        async Task SayAsync(bool isFaulty) =>
            Assert.True((await house.Host.Get<ReportHealth>().RunAsync(new HealthTold(ChargingHouse.Identity, isFaulty, "smoke", null, FaultSource.Monitor), default)).IsDone);
    }

    [Fact]
    public async Task A_stuck_session_is_an_alert_until_it_has_ended_and_a_restart_does_not_end_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using (var charger = await house.ChargerAsync())
        {
            var begun = await charger.StartAsync(meterStart: 1_000);
            await charger.ReadAsync(begun.TransactionId, 11_345);
            house.Clock.Advance(TimeSpan.FromSeconds(10));
            await charger.ReportAsync("Available");
            await house.PassAsync(TimeSpan.FromMinutes(3), charger);
            await house.TickUntilAsync(() => house.Host.Get<StuckNow>().Sessions.Count == 1);
            var alert = await house.Host.OneAlertAsync("stuck_session");
            Assert.Equal(("OPEN", "WARNING", "CP-1 connector 1: a session is stuck"), (alert.Text("status"), alert.Text("severity"), alert.Text("title")));
            await house.Host.StopAsync();
        }

        await house.Host.StartAgainAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(house.Host.Get<StuckNow>().LookedAt is not null));
        Assert.Empty(house.Host.Get<StuckNow>().Sessions);
        Assert.Equal("OPEN", (await house.Host.OneAlertAsync("stuck_session")).Text("status"));

        await house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });
        var over = await house.Host.OneAlertAsync("stuck_session");
        Assert.Equal("RESOLVED", over.Text("status"));
        Assert.Matches(@"^The session ended at \d\d:\d\d UTC \(Completed\)\.$", over.Text("resolution"));
    }

    [Fact]
    public async Task A_webhook_that_was_disabled_is_an_alert_whose_page_is_shown_to_those_it_opens_to()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        var (id, _) = await host.SubscribeAsync(receiver.Address);
        receiver.AnswersWith(StatusCodes.Status410Gone);
        await host.TellAsync("one");
        await HostChargers.UntilAsync(async () => (await host.SubscriptionAsync(id)).State == SubscriptionState.Disabled);

        var alert = await host.OneAlertAsync("webhook_disabled");
        Assert.Equal(("OPEN", "Webhook Tickets was disabled", null), (alert.Text("status"), alert.Text("title"), alert.Text("link")));
        Assert.Equal("/webhooks", (await host.OneAlertAsync("webhook_disabled", Role.Admin)).Text("link"));
        var page = new Uri(host.Address, "/alerts");
        Assert.Contains("ask an admin.", await host.Browser(Role.Operator).GetStringAsync(page), StringComparison.Ordinal);
        Assert.DoesNotContain("ask an admin.", await host.Browser(Role.Admin).GetStringAsync(page), StringComparison.Ordinal);

        receiver.AnswersWith(StatusCodes.Status200OK);
        Assert.True((await host.Client(Role.Admin).PostApiAsync($"/v1/webhooks/{id}/resume")).Success);
        Assert.Equal("Somebody switched Tickets on again.", (await host.OneAlertAsync("webhook_disabled")).Text("resolution"));
    }

    [Fact]
    public async Task A_delivery_that_is_given_up_after_days_is_an_alert_until_it_is_sent_again()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        await host.SubscribeAsync(receiver.Address);
        receiver.AnswersWith(StatusCodes.Status500InternalServerError);
        await using (var db = host.OpenDb())
        {
            await host.Get<WebhookOutbox>().AddAsync(db, WebhookEventType.SessionStuck, "old", new { }, host.Clock!.GetUtcNow() - WebhookDelivery.Patience - TimeSpan.FromHours(1), default);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        host.Get<WebhookOutbox>().Wake();
        var dead = await host.UntilAsync(delivery => delivery.State == DeliveryState.GivenUp);
        Assert.Equal(("OPEN", "1 webhook delivery was given up"), ((await host.OneAlertAsync("webhook_dead_letter")).Text("status"), (await host.OneAlertAsync("webhook_dead_letter")).Text("title")));

        receiver.AnswersWith(StatusCodes.Status200OK);
        Assert.True((await host.Get<ResendDelivery>().RunAsync(host.ActorOf(Role.Admin), dead.Id, default)).IsDone);
        await host.UntilAsync(delivery => delivery.State == DeliveryState.Delivered);
        Assert.Equal("RESOLVED", (await host.OneAlertAsync("webhook_dead_letter")).Text("status"));
    }

    [Fact]
    public async Task A_job_that_fails_three_times_is_an_alert_until_it_ran_well()
    {
        const string job = "Forget old health snapshots";
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        var board = host.Get<JobBoard>();
        await HostChargers.UntilAsync(() => Task.FromResult(board.RunsOf(job).Count > 0));
        await RunAsync("The table is locked.");
        await RunAsync("The table is locked.");
        Assert.Empty(await host.AlertsAsync("job_failing"));

        await RunAsync("The table is locked.");
        var alert = await host.OneAlertAsync("job_failing", Role.Admin);
        Assert.Equal(("OPEN", "CRITICAL", "The table is locked.", "/jobs"), (alert.Text("status"), alert.Text("severity"), alert.Text("message"), alert.Text("link")));

        await RunAsync(null);
        Assert.Equal($"“{job}” ran without a failure at {host.Clock!.GetUtcNow():HH:mm} UTC.", (await host.OneAlertAsync("job_failing")).Text("resolution"));

        Task RunAsync(string? failure) => board.NoteAsync(job, new JobRun(host.Clock!.GetUtcNow(), TimeSpan.FromSeconds(1), failure));
    }

    [Fact]
    public async Task A_disk_that_runs_full_is_an_alert()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock(), ["Alerts:LowDiskMegabytes=1000000000"]);

        var alert = await host.OneAlertAsync("disk_low");

        Assert.Equal(("OPEN", "CRITICAL"), (alert.Text("status"), alert.Text("severity")));
        Assert.EndsWith("MB are free where the database lies", alert.Text("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_an_alert_at_once_and_counted_in_the_menu()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var began = house.Now;
        await charger.ReportAsync("Faulted", errorCode: "GroundFailure");

        await HostChargers.UntilAsync(() =>
        {
            if (house.Host.Get<Infrastructure.Alerts.WatchAlerts>().Counts.Open == 1) return Task.FromResult(true);
            house.Clock.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult(false);
        });

        Assert.True(house.Now - began < TimeSpan.FromSeconds(5), "Nobody waits for the next round.");
        await house.TickUntilAsync(() => house.Host.Get<Infrastructure.Sessions.NetworkNow>().Totals.Faults == 1);
        var page = await house.Host.Browser(Role.Operator).GetStringAsync(house.Host.Address);
        Assert.Equal(2, page.Split("aria-label=\"1 open\"").Length - 1);
    }
}
