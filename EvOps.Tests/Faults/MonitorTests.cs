using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Faults;
using EvOps.Tests.Metrics;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Faults;

/// <summary>Health monitors at /cp/fault: who may speak, what it means to drivers and to running sessions, what is written down.</summary>
public sealed class MonitorTests
{
    private const string Key = "monitors-shared-key";

    [Fact]
    public async Task Only_who_shows_the_key_is_heard()
    {
        await using var house = await OpenAsync();

        var nobody = await ReportAsync(house, "FAULT", key: null);
        var stranger = await ReportAsync(house, "FAULT", key: "monitors-shared-kez");

        Assert.Equal((HttpStatusCode.Unauthorized, "wrong_monitor_key"), (nobody.Status, nobody.Code));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.Status);
        Assert.Equal(0, await CountAsync(house));
    }

    [Fact]
    public async Task Without_a_key_of_the_house_no_monitor_is_listened_to()
    {
        await using var house = await ChargingHouse.OpenAsync();

        var answer = await ReportAsync(house, "FAULT", key: "");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "monitors_off"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_is_wrong_with_a_report_is_said()
    {
        await using var house = await OpenAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await ReportAsync(house, "FAULT", chargePoint: "NOBODY")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ReportAsync(house, "FAULT", chargePoint: "cp-1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReportAsync(house, "BROKEN")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReportAsync(house, "FAULT", timestamp: "soon")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReportAsync(house, "FAULT", chargePoint: "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(house, new { status = "FAULT" })).Status);
        Assert.Equal(0, await CountAsync(house));
    }

    [Fact]
    public async Task A_faulty_charger_takes_no_session_says_FAULTED_and_takes_them_again_when_it_is_well()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();

        var told = await ReportAsync(house, "FAULT", "PLC does not answer");

        Assert.Equal(("CP-1", "FAULT", "PLC does not answer", "Changed"), (told.Data.Text("chargePointId"), told.Data.Text("status"), told.Data.Text("reason"), told.Data.Text("news")));
        var refused = await house.StartAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_faulted"), (refused.Status, refused.Code));
        Assert.Equal("CP-1 takes no session: a health monitor reported a fault at 2026-03-02 09:30 UTC (PLC does not answer).", refused.Sentence);
        Assert.All(await PlugsAsync(house), status => Assert.Equal("FAULTED", status));
        var view = (await house.Operator.GetApiAsync("/v1/charge-points/CP-1")).Data;
        Assert.Equal(("FAULTED", "PLC does not answer", "Monitor"), (view.Text("state"), view.GetProperty("monitorFault").Text("reason"), view.GetProperty("monitorFault").Text("source")));
        Assert.Equal(1, (await house.Operator.GetApiAsync("/v1/charge-points?state=FAULTED")).Data.GetProperty("total").GetInt32());

        Assert.Equal("HEALTHY", (await ReportAsync(house, "HEALTHY")).Data.Text("status"));

        Assert.Equal("AVAILABLE", (await PlugsAsync(house))[0]);
        Assert.Equal("ONLINE", (await house.Operator.GetApiAsync("/v1/charge-points/CP-1")).Data.Text("state"));
        await house.StartedAsync();
    }

    [Fact]
    public async Task A_monitor_is_believed_while_the_charger_is_away()
    {
        await using var house = await OpenAsync();

        await ReportAsync(house, "FAULT");

        Assert.All(await PlugsAsync(house), status => Assert.Equal("FAULTED", status));
        Assert.Equal("charge_point_faulted", (await house.StartAsync()).Code);
        await ReportAsync(house, "HEALTHY");
        Assert.All(await PlugsAsync(house), status => Assert.Equal("OFFLINE", status));
    }

    [Fact]
    public async Task A_running_session_goes_on_and_its_timeline_says_what_happened()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync();

        await ReportAsync(house, "FAULT", "smoke detector");
        await ReportAsync(house, "HEALTHY");

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal("CHARGING", session.Text("status"));
        Assert.Contains("A health monitor sees a fault at CP-1: smoke detector.", session.Words(), StringComparison.Ordinal);
        Assert.Contains("A health monitor sees CP-1 well again.", session.Words(), StringComparison.Ordinal);
        await charger.StopAsync(begun.TransactionId, 1_002_000);
        Assert.Equal("COMPLETED", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_plugs_own_fault_marks_its_session_and_no_other()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2");
        var (first, second) = (await charger.StartAsync(), await charger.StartAsync("TAG-2", connector: 2));

        await charger.ReportAsync("Faulted", 1, "GroundFailure");

        Assert.Contains("Connector 1 of CP-1 reports a fault: The residual-current protection has tripped.", (await house.SessionAsync(first.TransactionId)).Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("fault", (await house.SessionAsync(second.TransactionId)).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_monitor_sees_and_a_charger_that_follows_no_command_are_alerts()
    {
        await using var house = await OpenAsync();
        await ReportAsync(house, "FAULT", "smoke");
        for (var i = 0; i < 5; i++) house.Host.Get<CircuitBreakers>().Failed(ChargingHouse.Identity);
        var rules = house.Host.Services.GetServices<IAlertSource>().OfType<FaultAlerts>().Single();

        await using var db = house.Host.OpenDb();
        var found = (await rules.LookAsync(new AlertLook(db, house.Now, []), default)).Signals;
        Assert.Equal(["monitor_fault", "commands_held_back"], found.Select(signal => signal.Rule));
        Assert.Equal("“smoke”. No new session begins there until the monitor reports it healthy; those that run go on.", found[0].Words);

        await ReportAsync(house, "HEALTHY");
        house.Host.Get<CircuitBreakers>().Connected(ChargingHouse.Identity);
        for (var i = 0; i < 2; i++) house.Host.Get<CircuitBreakers>().Succeeded(ChargingHouse.Identity);
        Assert.Empty((await rules.LookAsync(new AlertLook(db, house.Now, []), default)).Signals);
    }

    [Fact]
    public async Task The_same_state_again_is_no_news()
    {
        await using var house = await OpenAsync();

        await ReportAsync(house, "HEALTHY");
        await ReportAsync(house, "FAULT", "first");
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var again = await ReportAsync(house, "FAULT", "second");

        Assert.Equal(("Known", "second"), (again.Data.Text("news"), again.Data.Text("reason")));
        Assert.Equal(1, await CountAsync(house));
        var counted = await Scrape.OfAsync(house.Host);
        Assert.Equal((1, 0), (counted["evops_faults_total"], counted["evops_recoveries_total"]));
        await ReportAsync(house, "HEALTHY");
        await ReportAsync(house, "HEALTHY");
        Assert.Equal(2, await CountAsync(house));
        Assert.Equal(1, (await Scrape.OfAsync(house.Host))["evops_recoveries_total"]);
    }

    [Fact]
    public async Task What_comes_too_late_is_history_and_changes_nothing()
    {
        await using var house = await OpenAsync();
        await ReportAsync(house, "FAULT", at: house.Now.AddMinutes(-10));
        await ReportAsync(house, "HEALTHY", at: house.Now.AddMinutes(-5));

        var late = await ReportAsync(house, "FAULT", "late", at: house.Now.AddMinutes(-7));
        await ReportAsync(house, "FAULT", "late", at: house.Now.AddMinutes(-7));

        Assert.Equal(("Late", "HEALTHY"), (late.Data.Text("news"), late.Data.Text("status")));
        var lines = await LinesAsync(house);
        Assert.Equal([("RECOVERY", false), ("FAULT", true), ("FAULT", false)], lines.Select(l => (l.Text("kind")!, l.GetProperty("late").GetBoolean())));
        Assert.Equal(1, (await Scrape.OfAsync(house.Host))["evops_faults_total"]);
        Assert.Equal(1, (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics")).Data.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_clock_that_is_ahead_does_not_silence_what_comes_after()
    {
        await using var house = await OpenAsync();

        await ReportAsync(house, "FAULT", at: house.Now.AddHours(3));
        house.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("HEALTHY", (await ReportAsync(house, "HEALTHY", at: house.Now)).Data.Text("status"));
    }

    [Fact]
    public async Task Many_monitors_that_say_the_same_at_once_leave_one_line()
    {
        await using var house = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReportAsync(house, "FAULT")));

        Assert.Equal(1, await CountAsync(house));
    }

    [Fact]
    public async Task The_history_is_asked_by_charger_source_and_period_and_comes_in_pages()
    {
        await using var house = await OpenAsync();
        await using var charger = await house.ChargerAsync();
        await ReportAsync(house, "FAULT", at: house.Now.AddHours(-3));
        await ReportAsync(house, "HEALTHY", at: house.Now.AddHours(-2));
        await charger.ReportAsync("Faulted", 1, "HighTemperature");
        await charger.ReportAsync("Available", 1);

        var all = await house.Operator.GetApiAsync("/v1/faults?limit=2&offset=1");
        Assert.Equal((4, 2), (all.Data.GetProperty("total").GetInt32(), all.Data.GetProperty("items").GetArrayLength()));
        var own = (await LinesAsync(house, "?source=StatusNotification"))[^1];
        Assert.Equal(
            ("CP-1", 1, "FAULT", "HighTemperature", "Connector 1 of CP-1 reports a fault: It is too hot inside."),
            (own.Text("chargePointId"), own.GetProperty("connectorNumber").GetInt32(), own.Text("kind"), own.Text("errorCode"), own.Text("message")));
        Assert.Equal(["RECOVERY"], (await LinesAsync(house, $"?chargePointId=CP-1&from={house.Now.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}&to={house.Now.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}")).Select(l => l.Text("kind")));
        Assert.Empty(await LinesAsync(house, "?chargePointId=CP-2"));
        Assert.Equal(HttpStatusCode.Forbidden, (await house.Host.Client(Role.Driver).GetApiAsync("/v1/faults")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.GetApiAsync("/v1/faults?limit=0")).Status);

        var csv = await house.Operator.GetStringAsync("/faults/export.csv?source=Monitor");
        Assert.Equal(3, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("CP-1,", csv, StringComparison.Ordinal);
    }

    internal static Task<ChargingHouse> OpenAsync(params string[] settings) => ChargingHouse.OpenAsync([$"Monitors:Key={Key}", .. settings]);

    internal static Task<ApiAnswer> ReportAsync(
        ChargingHouse house, string status, string? reason = null, DateTimeOffset? at = null, string chargePoint = ChargingHouse.Identity, string? key = Key, string? timestamp = null) =>
        SendAsync(house, new { chargePointId = chargePoint, status, reason, timestamp = timestamp ?? at?.ToString("O") }, key);

    internal static async Task<JsonElement[]> LinesAsync(ChargingHouse house, string query = "") =>
        [.. (await house.Operator.GetApiAsync("/v1/faults" + query)).Data.GetProperty("items").EnumerateArray()];

    private static async Task<ApiAnswer> SendAsync(ChargingHouse house, object body, string? key = Key)
    {
        var http = house.Host.Client();
        if (key is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("X-Monitor-Key", key);
        return await http.PostApiAsync("/cp/fault", body);
    }

    private static async Task<string[]> PlugsAsync(ChargingHouse house) =>
        [.. (await house.Operator.GetApiAsync($"/v1/stations/{house.Station.Id}")).Data.GetProperty("connectors").EnumerateArray().Select(c => c.Text("status")!)];

    private static async Task<int> CountAsync(ChargingHouse house)
    {
        await using var db = house.Host.OpenDb();
        return await db.FaultEvents.CountAsync();
    }
}
