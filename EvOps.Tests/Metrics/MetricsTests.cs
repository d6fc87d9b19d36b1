using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Simulator;
using EvOps.Tests.Architecture;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Metrics;

/// <summary>/metrics tells what happens, by the names that dashboards are made of.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task The_first_look_finds_every_metric_and_0_wherever_there_is_no_label()
    {
        await using var host = await EvOpsHost.StartAsync();

        var response = await host.Client().GetAsync("/metrics");
        var metrics = new Scrape(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.All(
            ["evops_faults_total", "evops_recoveries_total", "evops_sessions_started_total", "evops_stuck_sessions_found_total", "evops_stuck_sessions_cleaned_total", "evops_stuck_cleanup_failures_total"],
            name => Assert.Equal(("counter", true, 0), (metrics.Kinds[name], metrics.Samples.ContainsKey(name), metrics[name])));
        Assert.All(["evops_sessions_active", "evops_ocpp_connections"], name => Assert.Equal(("gauge", true, 0), (metrics.Kinds[name], metrics.Samples.ContainsKey(name), metrics[name])));
        Assert.True(metrics["evops_uptime_seconds"] > 0);
        Assert.Equal(["evops_http_request_seconds", "evops_job_seconds", "evops_ocpp_call_seconds", "evops_stuck_cleanup_seconds"], metrics.Kinds.Where(k => k.Value == "histogram").Select(k => k.Key));
        Assert.True(metrics.Samples.ContainsKey("evops_stuck_cleanup_seconds_bucket{le=\"+Inf\"}"));
        Assert.Equal(("counter", "counter"), (metrics.Kinds["evops_ocpp_messages_total"], metrics.Kinds["evops_unlock_calls_total"]));
        Assert.True(metrics["process_resident_memory_bytes"] > 1_000_000);
        Assert.True(metrics.Samples.ContainsKey("dotnet_thread_pool_queue_length"));
        Assert.True(metrics["dotnet_gc_heap_bytes"] > 0);
    }

    [Fact]
    public async Task A_session_is_counted_once_however_often_its_charger_tells_of_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var start = TestCharger.Start(ChargingHouse.Tag, 1_000, 1, house.Now);

        var begun = await charger.Client.CallAsync("StartTransaction", start);
        await charger.Client.CallAsync("StartTransaction", (JsonObject)start.DeepClone());
        await charger.StartAsync("STRANGER", connector: 2);

        var during = await Scrape.OfAsync(house.Host);
        Assert.Equal((1, 1, 1), (during["evops_sessions_started_total"], during["evops_sessions_active"], during["evops_ocpp_connections"]));
        Assert.Equal(3, during["evops_ocpp_messages_total{action=\"StartTransaction\",direction=\"in\",result=\"ok\"}"]);

        await charger.StopAsync((int)begun["transactionId"]!, 2_000);
        Assert.Equal((1, 0), ((await Scrape.OfAsync(house.Host))["evops_sessions_started_total"], (await Scrape.OfAsync(house.Host))["evops_sessions_active"]));

        await charger.DisposeAsync();
        await HostChargers.UntilAsync(async () => (await Scrape.OfAsync(house.Host))["evops_ocpp_connections"] == 0);
    }

    [Fact]
    public async Task A_plug_and_a_charger_become_faulty_once_and_recover_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        await charger.ReportAsync("Faulted", 1, "OverCurrentFailure");
        await charger.ReportAsync("Faulted", 0, "InternalError");
        Assert.Equal((2, 0), await CountedAsync());

        await charger.ReportAsync("Available", 1);
        await charger.ReportAsync("Charging", 1);
        Assert.Equal((2, 1), await CountedAsync());

        async Task<(double, double)> CountedAsync() => await Scrape.OfAsync(house.Host) is var m ? (m["evops_faults_total"], m["evops_recoveries_total"]) : default;
    }

    [Fact]
    public async Task Freeing_a_plug_counts_the_call_what_it_closed_and_how_long_that_took()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.StartAsync(at: house.Now.AddMinutes(-60));

        Assert.True((await UnlockAsync(house)).Success);
        charger.Answers["UnlockConnector"] = "UnlockFailed";
        Assert.False((await UnlockAsync(house)).Success);

        var metrics = await Scrape.OfAsync(house.Host);
        Assert.Equal((1, 1), (metrics["evops_unlock_calls_total{result=\"unlocked\"}"], metrics["evops_unlock_calls_total{result=\"refused\"}"]));
        Assert.Equal((1, 0, 1), (metrics["evops_stuck_sessions_cleaned_total"], metrics["evops_stuck_cleanup_failures_total"], metrics["evops_stuck_cleanup_seconds_count"]));
        Assert.Equal((2, 2), (metrics["evops_ocpp_messages_total{action=\"UnlockConnector\",direction=\"out\",result=\"ok\"}"], metrics["evops_ocpp_call_seconds_count{action=\"UnlockConnector\"}"]));
    }

    [Fact]
    public async Task A_session_that_cannot_be_closed_is_counted_as_that()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.StartAsync(at: house.Now.AddMinutes(-60));
        await using var db = house.Host.OpenDb();
        await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER Jammed BEFORE UPDATE ON Sessions BEGIN SELECT RAISE(ABORT, 'jammed'); END");

        await UnlockAsync(house);

        var metrics = await Scrape.OfAsync(house.Host);
        Assert.Equal((0, 1, 1), (metrics["evops_stuck_sessions_cleaned_total"], metrics["evops_stuck_cleanup_failures_total"], metrics["evops_stuck_cleanup_seconds_count"]));
    }

    [Fact]
    public async Task What_the_sweeper_closes_counts_as_cleaned()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", "StuckSessions:MaxHours=1");
        var charger = await house.ChargerAsync();
        await charger.StartAsync();
        await charger.DisposeAsync();
        house.Clock.Advance(TimeSpan.FromHours(2));

        await HostChargers.UntilAsync(async () =>
        {
            await house.Host.Get<SweepStuckSessions>().RunAsync(default);
            return (await Scrape.OfAsync(house.Host))["evops_stuck_sessions_cleaned_total"] == 1;
        });

        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task A_session_that_is_found_stuck_is_counted_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.StartAsync();
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        await charger.ReportAsync("Available");

        await UntilAsync(house, m => m["evops_stuck_sessions_found_total"] > 0);
        var first = house.Get<StuckNow>().LookedAt;
        await UntilAsync(house, _ => house.Get<StuckNow>().LookedAt > first + TimeSpan.FromSeconds(30));

        Assert.Equal(1, (await Scrape.OfAsync(house.Host))["evops_stuck_sessions_found_total"]);
    }

    [Fact]
    public async Task Messages_are_told_apart_by_what_came_of_them_and_a_strange_action_makes_no_label()
    {
        await using var house = await ChargingHouse.OpenAsync("Ocpp:CallTimeoutSeconds=5");
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "!";
        charger.Answers["ClearCache"] = "";

        await charger.Client.CallAsync("Heartbeat", new JsonObject());
        await Assert.ThrowsAsync<OcppCallError>(() => charger.Client.CallAsync("Authorize", new JsonObject()));
        await Assert.ThrowsAsync<OcppCallError>(() => charger.Client.CallAsync("EvilAction\"}", new JsonObject()));
        await CommandAsync(house, "Reset", new { type = "Soft" });
        var silent = CommandAsync(house, "ClearCache", new { });
        await house.TickUntilAsync(() => silent.IsCompleted);

        var metrics = await Scrape.OfAsync(house.Host);
        Assert.Equal(1, Count("Heartbeat", "in", "ok"));
        Assert.Equal(1, Count("Authorize", "in", "error"));
        Assert.Equal(1, Count("other", "in", "error"));
        Assert.Equal(1, Count("Reset", "out", "error"));
        Assert.Equal(1, Count("ClearCache", "out", "no_answer"));
        Assert.True(metrics["evops_ocpp_call_seconds_sum{action=\"ClearCache\"}"] >= 5);
        Assert.DoesNotContain("Evil", metrics.Text, StringComparison.Ordinal);

        double Count(string action, string direction, string result) => metrics[$"evops_ocpp_messages_total{{action=\"{action}\",direction=\"{direction}\",result=\"{result}\"}}"];
    }

    [Fact]
    public async Task Requests_are_timed_by_route_and_never_by_path()
    {
        await using var host = await EvOpsHost.StartAsync(map: app => app.MapGet("/broken", string () => throw new InvalidOperationException("on purpose")));
        var (http, browser) = (host.Client(Role.Operator), host.Browser(Role.Operator));

        for (var i = 0; i < 3; i++) await http.GetAsync($"/v1/sessions/{Guid.NewGuid()}");
        await host.Client().GetAsync("/v1/sessions");
        await browser.GetAsync("/no/such/page");
        await browser.GetAsync("/parts.css");
        await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        await http.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/v1/sessions"));
        await http.GetAsync("/broken");

        var metrics = await Scrape.OfAsync(host);
        Assert.Equal(3, Count("GET", "/v1/sessions/{id}", 404));
        Assert.Equal(1, Count("GET", "/v1/sessions", 401));
        Assert.Equal(1, Count("GET", "none", 404));
        Assert.Equal(1, Count("GET", "/broken", 500));
        Assert.Contains(metrics.Samples.Keys, series => series.Contains("method=\"other\"", StringComparison.Ordinal));
        foreach (var unwanted in new[] { "parts.css", "_blazor", "BREW", "such" }) Assert.DoesNotContain(unwanted, metrics.Text, StringComparison.Ordinal);

        double Count(string method, string route, int status) => metrics[$"evops_http_request_seconds_count{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"];
    }

    [Fact]
    public async Task Where_a_key_is_set_only_who_shows_it_may_read()
    {
        const string key = "a-key-for-prometheus";
        await using var host = await EvOpsHost.StartAsync(settings: [$"Metrics:Key={key}"]);

        foreach (var wrong in new[] { null, "Bearer a-key-for-prometheuS", $"Basic {key}", "Bearer" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            if (wrong is not null) request.Headers.TryAddWithoutValidation("Authorization", wrong);
            var refused = await host.Client().SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused.StatusCode, refused.Headers.WwwAuthenticate.ToString()));
            Assert.DoesNotContain("evops_", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var http = host.Client();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Contains("evops_uptime_seconds", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public async Task A_key_that_is_none_is_refused_at_the_start(string key)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => EvOpsHost.StartAsync(settings: [$"Metrics:Key={key}"]));

        Assert.Equal("Metrics:Key: a key of 16 to 200 characters is needed, or none at all.", refused.Message);
    }

    [Fact]
    public async Task Two_houses_in_one_process_count_each_for_itself()
    {
        await using var one = await ChargingHouse.OpenAsync();
        await using var other = await ChargingHouse.OpenAsync();
        await using var charger = await one.ChargerAsync();
        await charger.StartAsync();

        Assert.Equal((1, 0), ((await Scrape.OfAsync(one.Host))["evops_sessions_started_total"], (await Scrape.OfAsync(other.Host))["evops_sessions_started_total"]));
    }

    [Fact]
    public async Task Prometheus_own_tool_finds_no_fault_with_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await EverythingAsync(house);

        await OutsideTool.Promtool.CheckAsync(["check", "metrics"], (await Scrape.OfAsync(house.Host)).Text);
    }

    [Fact]
    public async Task The_page_about_metrics_lists_each_with_its_kind_and_labels()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await EverythingAsync(house);
        var metrics = await Scrape.OfAsync(house.Host);

        var told = metrics.Kinds.Select(m => $"{m.Key} | {m.Value} | {(metrics.LabelsOf(m.Key) is { Length: > 0 } labels ? string.Join(", ", labels.Select(l => $"`{l}`")) : "–")}").Order(StringComparer.Ordinal);
        var written = Row().Matches(House.TextOf("docs/metrics.md")).Select(row => $"{row.Groups["name"].Value} | {row.Groups["rest"].Value}").Order(StringComparer.Ordinal);

        Assert.Equal(told, written);
    }

    // Something of everything that has labels.
    private static async Task EverythingAsync(ChargingHouse house)
    {
        await using var charger = await house.ChargerAsync();
        await charger.StartAsync();
        Assert.True((await UnlockAsync(house)).Success);
        await HostChargers.UntilAsync(async () => (await Scrape.OfAsync(house.Host)).LabelsOf("evops_job_seconds").Length > 0);
    }

    private static Task<ApiAnswer> UnlockAsync(ChargingHouse house) =>
        house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });

    private static Task<ApiAnswer> CommandAsync(ChargingHouse house, string action, object body) =>
        house.Operator.PostApiAsync($"/v1/charge-points/{ChargingHouse.Identity}/commands/{action}", body);

    private static Task UntilAsync(ChargingHouse house, Func<Scrape, bool> condition) => HostChargers.UntilAsync(async () =>
    {
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        return condition(await Scrape.OfAsync(house.Host));
    });

    // | `name` | kind | `label`, `label` | meaning |
    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<rest>\w+ \| [^|]+?) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
