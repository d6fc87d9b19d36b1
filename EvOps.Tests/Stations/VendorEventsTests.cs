using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EvOps.Tests.Stations;

/// <summary>Vendors tell of chargers that have no socket here: taken in safely, worked off once and in order.</summary>
public sealed class VendorEventsTests
{
    private const string Identity = "ACME-1";

    [Fact]
    public async Task A_status_is_answered_with_202_and_shown_at_the_station_although_no_charger_is_connected()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host);

        var answer = await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = await host.PlugIdAsync(Identity), status = "OCCUPIED", metadata = new { firmware = "1" } });

        Assert.Equal((HttpStatusCode.Accepted, false), (answer.Status, answer.Data.GetProperty("duplicate").GetBoolean()));
        await host.UntilWorkedOffAsync();
        var plug = await PlugAsync(host, station);
        Assert.Equal(("OCCUPIED", false), (plug.Text("status"), plug.GetProperty("stale").GetBoolean()));
        var charger = await host.Client(Role.Operator).GetApiAsync($"/v1/charge-points/{Identity}");
        Assert.Equal(("ONLINE", VendorTalk.Vendor, true), (charger.Data.Text("state"), charger.Data.Text("managedBy"), charger.Data.GetProperty("isVendorManaged").GetBoolean()));
    }

    [Theory]
    [InlineData("AVAILABLE", "AVAILABLE")]
    [InlineData("charging", "OCCUPIED")]
    [InlineData("RESERVED", "RESERVED")]
    [InlineData("MAINTENANCE", "MAINTENANCE")]
    [InlineData("OFFLINE", "OFFLINE")]
    [InlineData("FAULTED", "FAULTED")]
    [InlineData("asleep", "MAINTENANCE")]
    public async Task A_vendors_words_become_ours(string theirs, string ours)
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host);
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = theirs });
        await host.UntilWorkedOffAsync();

        Assert.Equal(ours, (await PlugAsync(host, station)).Text("status"));
    }

    [Fact]
    public async Task A_vendor_may_be_quiet_for_a_day_and_one_that_was_quiet_for_longer_is_back_when_it_speaks()
    {
        var clock = new FakeClock();
        await using var host = await EvOpsHost.StartAsync(clock, [.. VendorTalk.Settings, "Faults:OfflineMinutes=1"]);
        var station = await AddAsync(host);
        await SpeakAsync();
        for (var i = 0; i < 70; i++) clock.Advance(TimeSpan.FromSeconds(1));
        var job = host.Get<NoteLostConnections>();

        await QuietSinceAsync(TimeSpan.FromHours(23));
        await job.RunAsync(default);
        Assert.Empty(await LinesAsync());

        await QuietSinceAsync(TimeSpan.FromHours(25));
        await job.RunAsync(default);
        Assert.Equal(["FAULT Its vendor has not told of it for more than 24 h."], await LinesAsync());

        await SpeakAsync();
        Assert.Equal(2, (await LinesAsync()).Length);
        Assert.StartsWith("RECOVERY Its vendor told of it again, gone since", (await LinesAsync())[0], StringComparison.Ordinal);
        await using var db = host.OpenDb();
        Assert.Null((await db.ChargePoints.SingleAsync(c => c.Identity == Identity)).LostSince);
        await SpeakAsync();
        Assert.Equal(2, (await LinesAsync()).Length);

        async Task SpeakAsync()
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "OCCUPIED", metadata = new { eventId = Guid.NewGuid() } });
            await host.UntilWorkedOffAsync();
        }

        async Task QuietSinceAsync(TimeSpan ago)
        {
            await using var write = host.OpenDb();
            (await write.ChargePoints.SingleAsync(c => c.Identity == Identity)).Seen(clock.GetUtcNow() - ago);
            await write.SaveChangesAsync();
        }

        async Task<string[]> LinesAsync() => [.. (await host.Client(Role.Operator).GetApiAsync("/v1/faults")).Data.GetProperty("items").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Text("reason")}")];
    }

    [Fact]
    public async Task A_plug_is_found_by_the_vendors_own_name_as_it_was_enrolled()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await host.AddStationAsync();
        var enrolled = await host.Client(Role.Admin).PutApiAsync($"/v1/charge-points/{Identity}", new
        {
            stationId = station.Id,
            connectors = new[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150, vendorConnectorId = "plug-left" } },
        });
        Assert.True(enrolled.Data.GetProperty("isVendorManaged").GetBoolean());
        Assert.Equal("OFFLINE", (await PlugAsync(host, station)).Text("status"));

        await host.TellAsync("connector-status", new { vendorConnectorId = "plug-left", status = "AVAILABLE" });
        await host.UntilWorkedOffAsync();

        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
    }

    [Fact]
    public async Task Who_cannot_sign_is_nobody_and_leaves_nothing_behind()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var body = "{\"vendorConnectorId\":\"x\",\"status\":\"AVAILABLE\"}"u8.ToArray();
        var signature = VendorTalk.Signature(VendorTalk.Secret, body);

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", body, signature, vendor: "nobody")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", body, signature, vendor: "other")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", body, signature[..^1] + (signature[^1] == '0' ? '1' : '0'))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", body, signature["sha256=".Length..])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", body, "sha256=nonsense")).Status);
        var naked = await host.Client().PostApiAsync("/v1/vendor/webhooks/connector-status", new { });
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_signature"), (naked.Status, naked.Code));
        Assert.Empty(await host.VendorEventsAsync());
    }

    [Fact]
    public async Task A_signature_over_a_time_holds_for_five_minutes()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "Vendors:strict:Secret=s", "Vendors:strict:RequireTimestamp=true"]);
        await AddAsync(host);
        var now = DateTimeOffset.UtcNow;
        object status = new { vendorConnectorId = "left", status = "AVAILABLE" };
        string At(int minutes) => now.AddMinutes(minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", status, timestamp: At(-6))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", status, timestamp: At(6))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await host.TellAsync("connector-status", status, timestamp: At(-4))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TellAsync("connector-status", status, vendor: "strict", secret: "s")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await host.TellAsync("connector-status", status, vendor: "strict", secret: "s", timestamp: At(0))).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_said_field_by_field_and_what_is_too_large_is_not_read()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);

        var status = await host.TellAsync("connector-status", new { stationId = "here", status = "SLEEPY" });
        Assert.Equal(HttpStatusCode.BadRequest, status.Status);
        Assert.NotEmpty(status.ErrorOf("stationId"));
        Assert.NotEmpty(status.ErrorOf("connectorId"));
        Assert.NotEmpty(status.ErrorOf("status"));
        var start = await host.TellAsync("session-start", new { connectorId = "x", startMeterReading = -1 });
        Assert.NotEmpty(start.ErrorOf("vendorSessionId"));
        Assert.NotEmpty(start.ErrorOf("startMeterReading"));
        Assert.NotEmpty((await host.TellAsync("session-end", new { vendorSessionId = "s" })).ErrorOf("endMeterReading"));

        var broken = "{\"status\":"u8.ToArray();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_json"), (await host.TellAsync("connector-status", broken, VendorTalk.Signature(VendorTalk.Secret, broken))) is var b ? (b.Status, b.Code) : default);
        var large = Encoding.UTF8.GetBytes($"{{\"vendorConnectorId\":\"x\",\"status\":\"AVAILABLE\",\"metadata\":{{\"note\":\"{new string('x', 66_000)}\"}}}}");
        var refused = await host.TellAsync("connector-status", large, VendorTalk.Signature(VendorTalk.Secret, large));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (refused.Status, refused.Code));
        Assert.Empty(await host.VendorEventsAsync());
    }

    [Fact]
    public async Task The_same_event_twice_counts_once_and_the_same_state_later_is_news()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host);
        object Status(string status) => new { stationId = station.Id, connectorId = 1, status };

        var first = await host.TellAsync("connector-status", Status("AVAILABLE"));
        var again = await host.TellAsync("connector-status", Status("AVAILABLE"));
        Assert.Equal((HttpStatusCode.Accepted, true), (again.Status, again.Data.GetProperty("duplicate").GetBoolean()));
        Assert.Equal(first.Data.GetProperty("eventId").GetInt64(), again.Data.GetProperty("eventId").GetInt64());
        await host.TellAsync("connector-status", Status("OCCUPIED"));
        Assert.False((await host.TellAsync("connector-status", Status("AVAILABLE"))).Data.GetProperty("duplicate").GetBoolean());

        await host.UntilWorkedOffAsync();
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
        Assert.Equal(3, (await host.VendorEventsAsync()).Count);

        // With an id of its own an event is the same whatever else came, and however it is written.
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "FAULTED", metadata = new { eventId = "e-1" } });
        await host.TellAsync("connector-status", Status("AVAILABLE"));
        var late = await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "FAULTED", metadata = new { eventId = "e-1", retry = 2 } });
        Assert.True(late.Data.GetProperty("duplicate").GetBoolean());
        await host.UntilWorkedOffAsync();
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
    }

    [Fact]
    public async Task Fifty_at_once_that_are_the_same_are_one()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "AVAILABLE" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers, answer => !answer.Data.GetProperty("duplicate").GetBoolean());
        Assert.Single(await host.VendorEventsAsync());
    }

    [Fact]
    public async Task What_was_answered_for_survives_a_crash_before_it_is_worked_off_and_one_in_the_middle_of_it()
    {
        var works = false;
        await using var host = await EvOpsHost.StartAsync(new FakeClock(), VendorTalk.Settings, builder =>
        {
            if (works) return;
            builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(WorkOffVendorEvents)));
        });
        var station = await AddAsync(host, connectors: 2);
        for (var plug = 1; plug <= 2; plug++)
            Assert.Equal(HttpStatusCode.Accepted, (await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = plug, status = "AVAILABLE" })).Status);
        await using (var db = host.OpenDb())
        {
            // The second was claimed by a process that then died.
            Assert.True((await db.VendorEvents.OrderBy(e => e.Id).LastAsync()).Claim(host.Clock!.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        await host.StopAsync();
        works = true;
        await host.StartAgainAsync();

        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Count(e => e.State == VendorEventState.Done) == 1);
        Assert.Equal("OFFLINE", (await PlugAsync(host, station, 2)).Text("status"));
        host.Clock!.Advance(VendorEvent.Lease + TimeSpan.FromSeconds(1));
        await HostChargers.UntilAsync(async () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await host.VendorEventsAsync()).All(e => e.State == VendorEventState.Done);
        });
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station, 2)).Text("status"));
    }

    [Fact]
    public async Task Two_nodes_work_each_event_off_once_and_those_of_one_plug_in_their_order()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host, connectors: 3);
        await using var other = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, $"ConnectionStrings:EvOps={host.Get<IConfiguration>()["ConnectionStrings:EvOps"]}", "Database:MigrateOnStart=false"]);

        string[] words = ["AVAILABLE", "RESERVED", "OCCUPIED", "FAULTED", "MAINTENANCE"];
        for (var i = 0; i < 20; i++)
        {
            for (var plug = 1; plug <= 3; plug++)
                await (i % 2 == 0 ? host : other).TellAsync("connector-status", new { stationId = station.Id, connectorId = plug, status = words[i % words.Length] });
        }

        await host.UntilWorkedOffAsync();
        Assert.All(await host.VendorEventsAsync(), e => Assert.Equal(1, e.Tries));
        await using var db = host.OpenDb();
        ConnectorStatus[] wanted = [ConnectorStatus.Available, ConnectorStatus.Reserved, ConnectorStatus.Charging, ConnectorStatus.Faulted, ConnectorStatus.Unavailable];
        for (var plug = 1; plug <= 3; plug++)
        {
            var log = await db.StatusLog.Where(e => e.ConnectorNumber == plug).OrderBy(e => e.Id).Select(e => e.Status).ToListAsync();
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (ConnectorStatus?)wanted[i % wanted.Length]), log.Select(status => (ConnectorStatus?)status));
        }
    }

    [Fact]
    public async Task What_nobody_can_do_anything_with_is_a_dead_letter_that_is_replayed_once_its_cause_is_mended()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=2"]);
        var station = await host.AddStationAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await host.TellAsync("connector-status", new { vendorConnectorId = "late", status = "AVAILABLE" })).Status);

        VendorEventRow dead = null!;
        await HostChargers.UntilAsync(async () => (dead = (await host.VendorEventsAsync()).Single()).State == VendorEventState.Dead);
        Assert.Equal((2, "There is no connector late."), (dead.Tries, dead.Trouble));
        var alert = Assert.Single(await AlertsAsync(host));
        Assert.Equal(("WARNING", "An event of acme could not be worked off", "/vendor-events?state=Dead"), (alert.Text("severity"), alert.Text("title"), alert.Text("link")));
        var needs = Assert.Single(await host.Get<FindAttention>().RunAsync(DateTimeOffset.UtcNow, default));
        Assert.Equal((AttentionKind.VendorEventDead, "An event of acme", "There is no connector late."), (needs.Kind, needs.Charger, needs.Detail));

        await host.Client(Role.Admin).PutApiAsync($"/v1/charge-points/{Identity}", new
        {
            stationId = station.Id,
            connectors = new[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150, vendorConnectorId = "late" } },
        });
        Assert.Equal("forbidden", (await host.Get<ReplayVendorEvent>().RunAsync(host.ActorOf(Role.Operator), dead.Id, default)).Refusal?.Code);
        Assert.True((await host.Get<ReplayVendorEvent>().RunAsync(host.ActorOf(Role.Admin), dead.Id, default)).IsDone);

        await host.UntilWorkedOffAsync();
        Assert.Empty(await AlertsAsync(host));
        Assert.Empty(await host.Get<FindAttention>().RunAsync(DateTimeOffset.UtcNow, default));
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
        Assert.Equal("vendor_event_done", (await host.Get<ReplayVendorEvent>().RunAsync(host.ActorOf(Role.Admin), dead.Id, default)).Refusal?.Code);
    }

    [Fact]
    public async Task A_dead_letter_is_dismissed_with_words_and_its_alert_closes_and_the_same_told_again_is_tried_again()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var station = await host.AddStationAsync();
        for (var i = 1; i <= 3; i++) await host.TellAsync("connector-status", new { vendorConnectorId = $"gone-{i}", status = "AVAILABLE" });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).Count(e => e.State == VendorEventState.Dead) == 3);
        Assert.Equal("3 events of acme could not be worked off", Assert.Single(await AlertsAsync(host)).Text("title"));
        var dead = await host.VendorEventsAsync();
        var dismiss = host.Get<DismissVendorEvent>();

        Assert.Equal("forbidden", (await dismiss.RunAsync(host.ActorOf(Role.Operator), dead[0].Id, "x", default)).Refusal?.Code);
        Assert.True((await dismiss.RunAsync(host.ActorOf(Role.Admin), dead[0].Id, " ", default)).Refusal?.Errors?.ContainsKey("reason"));
        foreach (var one in dead) Assert.True((await dismiss.RunAsync(host.ActorOf(Role.Admin), one.Id, "It was taken down.", default)).IsDone);
        Assert.Equal("vendor_event_not_dead", (await dismiss.RunAsync(host.ActorOf(Role.Admin), dead[0].Id, "x", default)).Refusal?.Code);

        Assert.Empty(await AlertsAsync(host));
        var first = (await host.VendorEventsAsync())[^1];
        Assert.Equal((VendorEventState.Dismissed, "admin@test.local", "It was taken down."), (first.State, first.DismissedBy, first.DismissedWhy));
        await using (var db = host.OpenDb())
            Assert.Equal(3, await db.Set<Domain.Users.AuditEntry>().CountAsync(e => e.Action == "dismiss vendor event" && e.Outcome == "done"));

        // A dead one that the vendor tells again is tried again.
        await host.TellAsync("session-end", new { vendorSessionId = "v-1", endMeterReading = 5 });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Count == 1);
        await host.Client(Role.Admin).PutApiAsync($"/v1/charge-points/{Identity}", new { stationId = station.Id, connectors = new[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150, vendorConnectorId = "left" } } });
        Assert.True((await host.TellAsync("session-end", new { vendorSessionId = "v-1", endMeterReading = 5 })).Data.GetProperty("duplicate").GetBoolean());
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(Kind: VendorEventKind.SessionEnd))).Single() is { State: VendorEventState.Dead, Tries: 1 });
    }

    private static async Task<JsonElement[]> AlertsAsync(EvOpsHost host)
    {
        await host.Get<WatchAlerts>().LookAsync(default);
        return [.. (await host.Client(Role.Admin).GetApiAsync("/v1/alerts?status=OPEN")).Data.GetProperty("items").EnumerateArray().Where(a => a.Text("rule") == "vendor_dead_letter")];
    }

    [Fact]
    public async Task A_vendor_speaks_of_no_other_vendors_chargers()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var station = await AddAsync(host);
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "AVAILABLE" });
        await host.UntilWorkedOffAsync();

        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "FAULTED" }, vendor: "other", secret: "other-secret");

        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(Vendor: "other"))).Single() is { State: VendorEventState.Dead } dead && dead.Trouble!.Contains("belongs to acme", StringComparison.Ordinal));
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
    }

    [Fact]
    public async Task A_vendor_does_not_speak_of_a_charger_that_speaks_to_us_itself()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var station = await AddAsync(host);
        await using var charger = await host.ConnectAsync(Identity);
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        var plug = await host.PlugIdAsync(Identity);

        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "FAULTED" });
        await host.TellAsync("connector-status", new { connectorId = plug, status = "MAINTENANCE" });
        await host.TellAsync("session-start", new { vendorSessionId = "v-1", connectorId = plug, startMeterReading = 1 });

        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Count(e => e.Trouble!.Contains("speaks to us itself", StringComparison.Ordinal)) == 3);
        Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
        Assert.Null(await ManagerAsync(host));
        Assert.Equal(0, (await host.Client(Role.Operator).GetApiAsync("/v1/sessions")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Unless_an_administrator_gave_the_plug_the_vendors_own_name_and_until_it_is_taken_away()
    {
        await using var host = await EvOpsHost.StartAsync(settings: [.. VendorTalk.Settings, "VendorEvents:MostTries=1"]);
        var station = await AddAsync(host, connectors: 2);
        await using var charger = await host.ConnectAsync(Identity);
        await charger.BootAsync();
        await charger.ReportAsync(1, "Available");
        Task<ApiAnswer> EquipAsync(string? name) => host.Client(Role.Admin).PutApiAsync($"/v1/charge-points/{Identity}", new
        {
            stationId = station.Id,
            connectors = new object[] { new { connectorNumber = 1, connectorType = "CCS2", powerKw = 150, vendorConnectorId = name }, new { connectorNumber = 2, connectorType = "CCS2", powerKw = 150 } },
        });
        Assert.True((await EquipAsync("left")).Success);

        // Its number is no proof; the name is.
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "FAULTED" });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Count == 1);
        Assert.Equal(("AVAILABLE", null), ((await PlugAsync(host, station)).Text("status"), await ManagerAsync(host)));
        await host.TellAsync("connector-status", new { vendorConnectorId = "left", status = "MAINTENANCE" });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Done))).Count == 1);
        Assert.Equal(("MAINTENANCE", VendorTalk.Vendor), ((await PlugAsync(host, station)).Text("status"), await ManagerAsync(host)));
        await host.TellAsync("connector-status", new { vendorConnectorId = "left", status = "FAULTED" }, vendor: "other", secret: "other-secret");
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Count == 2);

        Assert.True((await EquipAsync(null)).Success);
        Assert.Null(await ManagerAsync(host));
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "AVAILABLE" });
        await HostChargers.UntilAsync(async () => (await host.VendorEventsAsync(new(State: VendorEventState.Dead))).Count == 3);
        Assert.Equal("MAINTENANCE", (await PlugAsync(host, station)).Text("status"));
    }

    private static async Task<string?> ManagerAsync(EvOpsHost host) => (await host.Client(Role.Operator).GetApiAsync($"/v1/charge-points/{Identity}")).Data.Text("managedBy");

    [Fact]
    public async Task A_charger_that_connects_all_the_same_is_judged_by_its_socket_again()
    {
        await using var host = await EvOpsHost.StartAsync(settings: VendorTalk.Settings);
        var station = await AddAsync(host);
        await host.TellAsync("connector-status", new { stationId = station.Id, connectorId = 1, status = "AVAILABLE" });
        await host.UntilWorkedOffAsync();

        await using (await TestCharger.ConnectAsync(host, Identity))
        {
            Assert.Equal("AVAILABLE", (await PlugAsync(host, station)).Text("status"));
        }

        await HostChargers.UntilAsync(async () => (await PlugAsync(host, station)).Text("status") == "OFFLINE");
        Assert.False((await host.Client(Role.Operator).GetApiAsync($"/v1/charge-points/{Identity}")).Data.GetProperty("isVendorManaged").GetBoolean());
    }

    [Fact]
    public void A_vendors_session_is_not_stuck_for_want_of_a_socket_or_a_reading_but_for_a_plug_that_is_free()
    {
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var facts = new SessionFacts
        {
            Now = now,
            HouseStartedAt = now.AddDays(-1),
            State = SessionState.Charging,
            RequestedAt = now.AddHours(-3),
            StartedAt = now.AddHours(-3),
            IsOnline = true,
            IsVendorManaged = true,
            ConnectorStatus = ConnectorStatus.Charging,
            ConnectorStatusAt = now.AddHours(-3),
        };

        Assert.False(StuckRules.Judge(facts, new StuckThresholds()).IsStuck);
        Assert.False(StuckRules.Judge(facts with { IsOnline = false }, new StuckThresholds()).IsStuck);
        Assert.True(StuckRules.Judge(facts with { IsVendorManaged = false }, new StuckThresholds()).IsStuck);
        var released = StuckRules.Judge(facts with { ConnectorStatus = ConnectorStatus.Available, ConnectorStatusAt = now.AddMinutes(-5) }, new StuckThresholds());
        Assert.Equal(EvidenceKind.ConnectorReleased, Assert.Single(released.Evidence).Kind);
    }

    private static async Task<Station> AddAsync(EvOpsHost host, int connectors = 1)
    {
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, Identity, connectors);
        return station;
    }

    private static async Task<System.Text.Json.JsonElement> PlugAsync(EvOpsHost host, Station station, int number = 1) =>
        (await host.Client(Role.Operator).GetApiAsync($"/v1/stations/{station.Id}")).Data.GetProperty("connectors").EnumerateArray().Single(c => c.GetProperty("connectorNumber").GetInt32() == number);
}
