using System.Net;
using System.Text.Json;
using EvOps.Domain.Users;
using EvOps.Domain.Webhooks;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.StuckSessions;

/// <summary>A plug is freed over a real socket: what holds it is closed and billed, then the cable is released, whatever the charger answers.</summary>
public sealed class UnlockTests
{
    [Fact]
    public async Task A_stuck_plug_refuses_the_next_driver_is_unlocked_and_takes_him()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("NEXT");
        await using var charger = await house.ChargerAsync();
        var stuck = await StuckAsync(house, charger);
        var refused = await house.StartAsync("NEXT");
        Assert.Equal((HttpStatusCode.Conflict, "Charging gun is already in use"), (refused.Status, refused.Sentence));

        var unlocked = await UnlockAsync(house);

        Assert.True(unlocked.Success, unlocked.Body.GetRawText());
        Assert.Equal("Connector unlocked successfully. 1 stuck session(s) automatically cleared.", unlocked.Sentence);
        Assert.Equal(("Unlocked", 1, 1, ChargingHouse.Identity), (unlocked.Data.Text("status"), unlocked.Data.GetProperty("sessionsCleared").GetInt32(), unlocked.Data.GetProperty("connectorId").GetInt32(), unlocked.Data.Text("chargePointId")));
        Assert.Equal(1, (int)(await charger.HearsAsync("UnlockConnector"))["connectorId"]!);
        var closed = await house.SessionAsync(stuck.TransactionId);
        Assert.Equal(closed.Text("id"), unlocked.Data.GetProperty("cleanedSessions")[0].GetString());
        Assert.Equal(("COMPLETED", "ForceEnded", 10.345m, 4.14m), (closed.Text("status"), closed.Text("endReason"), closed.Amount("energyKwh"), closed.Amount("costAmount")));
        Assert.Equal(-414, await house.BalanceAsync());
        Assert.Contains("admin@test.local freed connector 1; the session was closed at 11.345 kWh.", closed.Words(), StringComparison.Ordinal);
        Assert.True((await house.StartAsync("NEXT")).Success);
    }

    [Fact]
    public async Task A_plug_that_nothing_holds_is_unlocked_with_nothing_to_clear()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        var unlocked = await UnlockAsync(house);

        Assert.Equal(("Connector unlocked successfully", 0, 0), (unlocked.Sentence, unlocked.Data.GetProperty("sessionsCleared").GetInt32(), unlocked.Data.GetProperty("warnings").GetArrayLength()));
        await charger.HearsAsync("UnlockConnector");
    }

    [Theory]
    [InlineData("UnlockFailed", "unlock_refused", "CP-1 tried to release the cable and could not (UnlockFailed).")]
    [InlineData("NotSupported", "unlock_refused", "CP-1 cannot unlock this connector by command (NotSupported).")]
    [InlineData("!", "call_error", "CP-1 answered with an error: InternalError Out of order.")]
    public async Task What_was_cleared_is_told_though_the_charger_refuses(string answer, string code, string sentence)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["UnlockConnector"] = answer;
        var stuck = await StuckAsync(house, charger);

        var refused = await UnlockAsync(house);

        Assert.Equal((HttpStatusCode.BadRequest, code, sentence), (refused.Status, refused.Code, refused.Sentence));
        Assert.Equal(1, refused.Data.GetProperty("cleanedSessions").GetArrayLength());
        Assert.NotEmpty(refused.Data.Text("nextStep")!);
        Assert.Equal("COMPLETED", (await house.SessionAsync(stuck.TransactionId)).Text("status"));
        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task A_session_that_cannot_be_closed_is_warned_of_and_the_cable_is_asked_for_all_the_same()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var stuck = await StuckAsync(house, charger);
        var id = (await house.SessionAsync(stuck.TransactionId)).Text("id");
        await using (var db = house.Host.OpenDb()) await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER NoEnd BEFORE UPDATE OF EndedAt ON Sessions WHEN NEW.EndedAt IS NOT NULL BEGIN SELECT RAISE(ABORT, 'The disk is full'); END");

        var unlocked = await UnlockAsync(house);

        Assert.True(unlocked.Success, unlocked.Body.GetRawText());
        await charger.HearsAsync("UnlockConnector");
        Assert.Equal((0, $"Session {id} could not be closed. Try again, or close it from its page."), (unlocked.Data.GetProperty("sessionsCleared").GetInt32(), Assert.Single(unlocked.Data.GetProperty("warnings").EnumerateArray()).GetString()));
        Assert.Equal("CHARGING", (await house.SessionAsync(stuck.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task Other_systems_hear_of_a_cable_that_was_released_by_whomever()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await using var receiver = await Webhooks.Receiver.OpenAsync();
        await Webhooks.WebhookTalk.SubscribeAsync(house.Host, receiver.Address, "Tickets", WebhookEventType.ConnectorUnlocked);
        var stuck = await StuckAsync(house, charger);

        Assert.Equal("Done", (await RemediesTests.StepAsync(house, stuck.TransactionId, "Unlock")).Data.Text("result"));
        await house.TickUntilAsync(() => receiver.All.Count == 1);
        await UnlockAsync(house);
        await house.TickUntilAsync(() => receiver.All.Count == 2);

        var told = receiver.All.ToArray();
        Assert.Equal([0, 1], told.Select(t => t.Data.GetProperty("clearedSessions").GetArrayLength()).Order());
        Assert.All(told, t => Assert.Equal((WebhookEventType.ConnectorUnlocked, ChargingHouse.Identity, 1, "admin@test.local"), (t.Event, t.Data.Text("chargePointId"), t.Data.GetProperty("connectorNumber").GetInt32(), t.Data.Text("unlockedBy"))));
    }

    [Fact]
    public async Task A_charger_that_is_silent_is_told_apart_from_one_that_is_away()
    {
        await using var house = await ChargingHouse.OpenAsync("Ocpp:CallTimeoutSeconds=5");
        var charger = await house.ChargerAsync();
        charger.Answers["UnlockConnector"] = "";
        var asking = UnlockAsync(house);
        await house.TickUntilAsync(() => asking.IsCompleted);
        Assert.Equal("CP-1 did not answer in time; it may still release the cable.", (await asking).Sentence);

        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Get<Domain.Stations.IChargePointLink>().IsConnected(ChargingHouse.Identity)));
        var away = await UnlockAsync(house);
        Assert.Equal((HttpStatusCode.BadRequest, "charge_point_offline", "CP-1 is not connected."), (away.Status, away.Code, away.Sentence));
    }

    [Fact]
    public async Task The_charger_s_own_last_word_corrects_the_bill_by_its_difference()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var stuck = await StuckAsync(house, charger);
        await UnlockAsync(house);

        for (var i = 0; i < 2; i++) await charger.StopAsync(stuck.TransactionId, 12_000, at: house.Now);

        var session = await house.SessionAsync(stuck.TransactionId);
        Assert.Equal(("COMPLETED", "SETTLED", 11m, 4.40m, 4.40m), (session.Text("status"), session.Text("billStatus"), session.Amount("energyKwh"), session.Amount("costAmount"), session.Amount("chargedAmount")));
        Assert.Equal([-414, -26], (await house.EntriesAsync()).Select(e => e.Postings[0].MinorUnits));
    }

    [Fact]
    public async Task A_reading_that_comes_after_the_bill_went_out_holds_it_charges_nothing_and_is_told()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var stuck = await StuckAsync(house, charger);
        await UnlockAsync(house);

        for (var i = 1; i <= 3; i++) await charger.ReadAsync(stuck.TransactionId, Math.Min(11_000 + (i * 500), 12_000), at: house.Now.AddMinutes(i - 6));

        var held = await house.SessionAsync(stuck.TransactionId);
        Assert.Equal(("HELD", 11m, 4.14m, 4.14m, -414), (held.Text("billStatus"), held.Amount("proposedEnergyKwh"), held.Amount("costAmount"), held.Amount("chargedAmount"), await house.BalanceAsync()));
        Assert.Equal("Readings came after the bill had gone out: they show 11.000 kWh, and 10.345 kWh were billed.", held.Text("reviewReason"));
        Assert.Single(held.Words().Split('\n'), words => words.Contains("The driver was told: The charger has reported later readings", StringComparison.Ordinal));

        await charger.StopAsync(stuck.TransactionId, 12_000, at: house.Now);
        Assert.Equal(("SETTLED", -440), ((await house.SessionAsync(stuck.TransactionId)).Text("billStatus"), await house.BalanceAsync()));
        Assert.Equal([-414, -26], (await house.EntriesAsync()).Select(e => e.Postings[0].MinorUnits));
    }

    [Fact]
    public async Task A_session_without_any_reading_costs_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);

        await UnlockAsync(house);

        var closed = await house.SessionAsync(begun.TransactionId);
        Assert.Equal((0m, 0m), (closed.Amount("energyKwh"), closed.Amount("costAmount")));
        Assert.Empty(await house.EntriesAsync());
    }

    [Fact]
    public async Task A_start_that_never_came_is_called_off()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var pending = await house.StartedAsync();
        await house.UntilAgreedAsync(pending);

        Assert.True((await UnlockAsync(house)).Success);

        Assert.Equal("FAILED", (await house.SessionAsync(pending)).Text("status"));
        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task Two_who_click_at_once_close_the_session_once_and_bill_it_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await StuckAsync(house, charger);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UnlockAsync(house)));

        Assert.All(answers, answer => Assert.True(answer.Success));
        Assert.Equal(1, answers.Sum(answer => answer.Data.GetProperty("sessionsCleared").GetInt32()));
        Assert.Single(await house.EntriesAsync());
    }

    [Fact]
    public async Task A_session_that_began_after_the_preview_is_not_ended_by_its_click()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("NEXT");
        await using var charger = await house.ChargerAsync();
        var stuck = await StuckAsync(house, charger);
        var (unlock, admin, plug) = (house.Get<UnlockConnector>(), house.Host.ActorOf(Role.Admin), (await house.Get<FindStuck>().FindAsync(house.Host.ActorOf(Role.Admin), $"{stuck.TransactionId}", default)).Value.Row.ConnectorId);
        Guid[] seen = [.. (await unlock.PreviewAsync(admin, plug, default)).Value.Sessions.Select(s => s.SessionId)];
        await charger.StopAsync(stuck.TransactionId, 11_400, at: house.Now);
        var next = await charger.StartAsync("NEXT", meterStart: 11_400);

        var refused = await unlock.RunAsync(admin, plug, seen, default);

        Assert.Equal(UnlockConnector.TakenMeanwhile, refused.Refusal?.Code);
        Assert.Equal("CHARGING", (await house.SessionAsync(next.TransactionId)).Text("status"));
        Assert.Empty(charger.All("UnlockConnector"));
    }

    [Fact]
    public async Task Who_may_not_and_what_is_not_there()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await StuckAsync(house, charger);

        foreach (var role in new[] { Role.Driver, Role.Support }) Assert.Equal(HttpStatusCode.Forbidden, (await UnlockAsync(house, role)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await UnlockAsync(house, connector: 7)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await house.Host.Client().PostApiAsync("/api/ChargingSession/unlock-connector", new { })).Status);
        Assert.NotNull(await house.HolderAsync());
    }

    [Fact]
    public async Task A_driver_unlocks_his_own_plug_and_no_other_where_the_house_lets_him()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:DriversMayUnlock=true");
        await house.TagAsync("OTHER");
        await using var charger = await house.ChargerAsync();
        await charger.StartAsync("OTHER", meterStart: 0);
        await charger.StartAsync(meterStart: 0, connector: 2);

        Assert.Equal(HttpStatusCode.Forbidden, (await UnlockAsync(house, Role.Driver)).Status);
        Assert.True((await UnlockAsync(house, Role.Driver, connector: 2)).Success);
        Assert.NotNull(await house.HolderAsync());
        Assert.Null(await house.HolderAsync(connector: 2));
    }

    // Charges 10.345 kWh, and is never ended by its charger.
    private static async Task<Begun> StuckAsync(ChargingHouse house, TestCharger charger)
    {
        var begun = await charger.StartAsync(meterStart: 1_000, at: house.Now.AddMinutes(-60));
        await charger.ReportAsync("Charging");
        await charger.ReadAsync(begun.TransactionId, 11_345, at: house.Now.AddMinutes(-10));
        return begun;
    }

    private static Task<ApiAnswer> UnlockAsync(ChargingHouse house, Role role = Role.Admin, int connector = 1) =>
        house.Host.Client(role).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = connector });
}
