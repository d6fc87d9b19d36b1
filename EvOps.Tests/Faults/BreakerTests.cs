using System.Net;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Tests.Metrics;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Faults;

/// <summary>A charger that follows no command is left alone for a while, and everybody can see it.</summary>
public sealed class BreakerTests
{
    private const string Reset = "/v1/charge-points/CP-1/commands/Reset", State = "evops_circuit_breaker_state{charge_point=\"CP-1\"}";

    [Fact]
    public async Task After_five_silences_commands_are_refused_at_once_until_two_trials_are_answered()
    {
        await using var house = await ChargingHouse.OpenAsync("Ocpp:CallTimeoutSeconds=1", "Sessions:CircuitBreaker:ProbeSeconds=0");
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "";

        for (var i = 1; i <= 5; i++) Assert.Equal(HttpStatusCode.GatewayTimeout, (await SilenceAsync(house, charger, i)).Status);

        var refused = await ResetAsync(house);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "circuit_open"), (refused.Status, refused.Code));
        Assert.Equal("60", Assert.Single(refused.Message.Headers.GetValues("Retry-After")));
        Assert.Equal("Reset is not sent to CP-1: its last 5 commands failed, and commands go to it again in 60 s.", refused.Sentence);
        Assert.Equal(5, charger.All("Reset").Length);
        Assert.Equal(("OPEN", 5, 60), await BreakerAsync(house));
        Assert.Equal(1, (await Scrape.OfAsync(house.Host))[State]);

        // A start would only fail a moment later.
        var start = await house.StartAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "circuit_open"), (start.Status, start.Code));

        for (var i = 0; i < 60; i++) house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("HALF_OPEN", 5, null), await BreakerAsync(house));
        Assert.Equal(2, (await Scrape.OfAsync(house.Host))[State]);

        charger.Answers["Reset"] = "Accepted";
        Assert.Equal(HttpStatusCode.OK, (await ResetAsync(house)).Status);
        Assert.Equal("HALF_OPEN", (await BreakerAsync(house)).State);
        Assert.Equal(HttpStatusCode.OK, (await ResetAsync(house)).Status);
        Assert.Equal(("CLOSED", 0, null), await BreakerAsync(house));
        Assert.Equal(0, (await Scrape.OfAsync(house.Host))[State]);
        await HostChargers.UntilAsync(async () => (await MonitorTests.LinesAsync(house)).Select(l => (l.Text("kind"), l.Text("source"))).SequenceEqual([("RECOVERY", "Command"), ("FAULT", "Command")]));
    }

    [Fact]
    public async Task Broken_inside_is_a_failure_and_a_no_is_none()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:CircuitBreaker:Failures=2");
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "Rejected";
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await ResetAsync(house)).Status);
        Assert.Equal(("CLOSED", 0, null), await BreakerAsync(house));

        charger.Answers["Reset"] = "!";
        Assert.Equal(HttpStatusCode.BadGateway, (await ResetAsync(house)).Status);
        Assert.Equal(("CLOSED", 1, null), await BreakerAsync(house));
        Assert.Equal(HttpStatusCode.BadGateway, (await ResetAsync(house)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ResetAsync(house)).Status);
    }

    [Fact]
    public async Task What_is_not_sent_is_no_failure_and_a_charger_that_comes_anew_gets_a_trial()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:CircuitBreaker:Failures=1", "Sessions:CircuitBreaker:TrialSuccesses=1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ResetAsync(house)).Status);
        Assert.Equal(("CLOSED", 0, null), await BreakerAsync(house));

        var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "!";
        await ResetAsync(house);
        Assert.Equal("OPEN", (await BreakerAsync(house)).State);
        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Host.Get<IChargePointLink>().IsConnected("CP-1")));

        await using var back = await house.ChargerAsync();
        Assert.Equal("HALF_OPEN", (await BreakerAsync(house)).State);
        Assert.Equal(HttpStatusCode.OK, (await ResetAsync(house)).Status);
        Assert.Equal("CLOSED", (await BreakerAsync(house)).State);
    }

    [Fact]
    public async Task A_charger_that_is_well_again_is_noticed_although_nobody_commands_it()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:CircuitBreaker:Failures=1", "Sessions:CircuitBreaker:OpenSeconds=20");
        await using var charger = await house.ChargerAsync();
        (charger.Answers["Reset"], charger.Answers["TriggerMessage"]) = ("!", "!");
        await ResetAsync(house);
        await UntilLinesAsync(house, "FAULT");

        // Still broken: the trial fails, and it is left alone anew.
        await house.TickUntilAsync(() => charger.All("TriggerMessage").Length == 1);
        await HostChargers.UntilAsync(async () => (await BreakerAsync(house)).State == "OPEN");

        charger.Answers["TriggerMessage"] = "NotImplemented";
        await house.TickUntilAsync(() => charger.All("TriggerMessage").Length == 3);

        await UntilLinesAsync(house, "RECOVERY", "FAULT");
        Assert.Equal("CLOSED", (await BreakerAsync(house)).State);
        Assert.All(charger.All("TriggerMessage"), asked => Assert.Equal("Heartbeat", (string?)asked["requestedMessage"]));
        Assert.Single(charger.All("Reset"));
    }

    [Fact]
    public async Task What_a_restart_forgets_is_closed_in_the_history()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:CircuitBreaker:Failures=1");
        await using (var charger = await house.ChargerAsync())
        {
            charger.Answers["Reset"] = "!";
            await ResetAsync(house);
        }

        // At once: what is not written yet is written before the house closes.
        await house.Host.StopAsync();
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        await house.Host.StartAgainAsync();

        await HostChargers.UntilAsync(async () => (await CommandLinesAsync(house)).Length == 2);
        Assert.Equal(
            [("RECOVERY", "This house was started anew: commands are sent again, and held back again if they fail."), ("FAULT", "1 commands in a row failed; commands are held back.")],
            (await CommandLinesAsync(house)).Select(l => (l.Text("kind"), l.Text("reason"))));

        // Once: the next start finds nothing open.
        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();
        await using var back = await house.ChargerAsync();
        back.Answers["Reset"] = "!";
        await ResetAsync(house);
        await HostChargers.UntilAsync(async () => (await CommandLinesAsync(house)).Length >= 3);
        Assert.Equal(["FAULT", "RECOVERY", "FAULT"], (await CommandLinesAsync(house)).Select(l => l.Text("kind")));
    }

    [Fact]
    public async Task What_the_database_did_not_take_is_written_when_it_is_back()
    {
        var databases = new FailingDatabases();
        await using var house = await ChargingHouse.OpenAsync(databases.Stand, "Sessions:CircuitBreaker:Failures=1");
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "!";
        var connection = house.Host.Get<Infrastructure.Ocpp.ChargePointConnections>().Find(ChargingHouse.Identity)!;

        databases.AreAway = true;
        await connection.CallAsync("Reset", "{\"type\":\"Soft\"}"u8.ToArray(), default);
        await HostChargers.UntilAsync(() => Task.FromResult(databases.RefusedTo("NoteBreakers")));
        databases.AreAway = false;
        Assert.Empty(await CommandLinesAsync(house));

        await house.TickUntilAsync(() => CommandLinesAsync(house).Result.Length == 1);
        Assert.Equal("FAULT", (await CommandLinesAsync(house))[0].Text("kind"));
    }

    [Fact]
    public async Task A_stop_that_is_held_back_says_so_and_the_session_waits()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:CircuitBreaker:Failures=1");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync();
        charger.Answers["Reset"] = "!";
        await ResetAsync(house);

        var ended = await house.EndAsync(begun.TransactionId);

        Assert.True(ended.Success, ended.Body.GetRawText());
        Assert.Contains("The charger was not asked to stop: its last command failed", ended.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(charger.All("RemoteStopTransaction"));
        Assert.Equal("STOPPING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_is_refused_at_start()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => EvOpsHost.StartAsync(settings: ["Sessions:CircuitBreaker:Failures=0"]));

        Assert.Contains("Sessions:CircuitBreaker:Failures", refused.Message, StringComparison.Ordinal);
    }

    private static Task<System.Text.Json.JsonElement[]> CommandLinesAsync(ChargingHouse house) => MonitorTests.LinesAsync(house, "?source=Command");

    private static Task UntilLinesAsync(ChargingHouse house, params string[] kinds) =>
        HostChargers.UntilAsync(async () => (await CommandLinesAsync(house)).Select(l => l.Text("kind")).SequenceEqual(kinds));

    private static Task<ApiAnswer> ResetAsync(ChargingHouse house) => house.Host.Client(Role.Operator).PostApiAsync(Reset, new { type = "Soft" });

    private static async Task<ApiAnswer> SilenceAsync(ChargingHouse house, TestCharger charger, int nth)
    {
        var asking = ResetAsync(house);
        await charger.HearsAsync("Reset", nth);
        await house.TickUntilAsync(() => asking.IsCompleted);
        return await asking;
    }

    private static async Task<(string State, int Failures, int? RetryAfter)> BreakerAsync(ChargingHouse house)
    {
        var breaker = (await house.Operator.GetApiAsync("/v1/charge-points/CP-1")).Data.GetProperty("circuitBreaker");
        return (breaker.Text("state")!, breaker.GetProperty("failures").GetInt32(), (int?)breaker.Amount("retryAfterSeconds"));
    }
}
