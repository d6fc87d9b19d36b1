using System.Net;
using EvOps.Domain.StuckSessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.StuckSessions;

/// <summary>Steps that people take, what is learned from them, and the way back.</summary>
public sealed class RemediesTests
{
    [Fact]
    public async Task A_person_takes_a_step_hears_the_answer_and_the_timeline_keeps_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);

        var asked = await StepAsync(house, begun.TransactionId, "SoftReset");

        Assert.Equal(("SoftReset", "Done", "admin@test.local asked CP-1 for a soft reset: agreed."), (asked.Data.Text("remedy"), asked.Data.Text("result"), asked.Data.Text("message")));
        Assert.Equal("Soft", (string)(await charger.HearsAsync("Reset"))["type"]!);
        Assert.Contains("asked CP-1 for a soft reset: agreed.", (await house.SessionAsync(begun.TransactionId)).Words(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await StepAsync(house, begun.TransactionId, "Ask", Role.Support)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await StepAsync(house, begun.TransactionId, "Kick")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await StepAsync(house, 4711, "Ask")).Status);
    }

    [Fact]
    public async Task While_somebody_is_at_a_plug_nobody_else_is()
    {
        await using var house = await ChargingHouse.OpenAsync("Ocpp:CallTimeoutSeconds=20");
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "";
        var begun = await charger.StartAsync(meterStart: 0);
        var first = StepAsync(house, begun.TransactionId, "HardReset");
        await charger.HearsAsync("Reset");

        var second = await StepAsync(house, begun.TransactionId, "Ask", Role.Operator);

        Assert.Equal((HttpStatusCode.Conflict, "remedy_under_way", "admin@test.local is at connector 1 just now: see what comes of it first."), (second.Status, second.Code, second.Sentence));
        await house.TickUntilAsync(() => first.IsCompleted);
        Assert.Equal("NoAnswer", (await first).Data.Text("result"));
        Assert.True((await StepAsync(house, begun.TransactionId, "Ask", Role.Operator)).Success);
    }

    [Fact]
    public async Task An_unlock_that_a_crash_cut_off_is_asked_for_once_more_and_closes_nothing_twice()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Watch");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 3_000);
        var session = (await house.SessionAsync(begun.TransactionId)).GetProperty("id").GetGuid();
        var connector = (await house.Operator.GetApiAsync($"/v1/charge-points/{ChargingHouse.Identity}")).Data.GetProperty("connectors").EnumerateArray().Single(c => c.GetProperty("connectorNumber").GetInt32() == 1).GetProperty("id").GetGuid();

        // As the process leaves it when it dies after the clean-up: the step is begun, the session closed, the cable never asked for.
        var begunStep = await house.Get<StepBook>().BeginAsync(connector, session, Remedy.Unlock, "Anna");
        Assert.True(begunStep.IsDone);
        await house.Get<Infrastructure.Sessions.CloseSession>().RunAsync(session, "Anna", "freed connector 1", default);
        await house.Get<SweepStuckSessions>().RunAsync(default);
        Assert.Empty(charger.All("UnlockConnector"));

        for (var i = 0; i < 16; i++) await PassAsync(house, charger);
        await house.Get<SweepStuckSessions>().RunAsync(default);
        await house.Get<SweepStuckSessions>().RunAsync(default);

        await charger.HearsAsync("UnlockConnector");
        Assert.Single(charger.All("UnlockConnector"));
        Assert.Contains("The house went down while Anna was freeing connector 1; CP-1 was asked once more: CP-1 released the cable.", (await house.SessionAsync(session)).Words(), StringComparison.Ordinal);
        Assert.Single(await house.EntriesAsync());
        // Another node that found the step before it was finished comes too late.
        Assert.False(await house.Get<StepBook>().TakeUpAsync(begunStep.Value, "Another node"));
    }

    [Fact]
    public async Task A_close_is_taken_back_where_the_charger_proves_the_session_alive_and_is_billed_once_in_the_end()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000, at: house.Now.AddMinutes(-30));
        await charger.ReadAsync(begun.TransactionId, 11_000, at: house.Now.AddMinutes(-10));
        var id = (await house.SessionAsync(begun.TransactionId)).Text("id");
        await StepAsync(house, begun.TransactionId, "Close");
        Assert.Equal((-400, HttpStatusCode.UnprocessableEntity), (await house.BalanceAsync(), (await ReopenAsync(house, id)).Status));

        await charger.ReadAsync(begun.TransactionId, 12_000, at: house.Now.AddMinutes(-1));
        Assert.Single(await house.Get<ReopenSession>().FindAsync(default));
        var reopened = await ReopenAsync(house, id);

        Assert.True(reopened.Success, reopened.Body.GetRawText());
        Assert.Equal(("CHARGING", 0), ((await house.SessionAsync(id!)).Text("status"), await house.BalanceAsync()));
        Assert.NotNull(await house.HolderAsync());
        await charger.StopAsync(begun.TransactionId, 13_000);
        var ended = await house.SessionAsync(id!);
        Assert.Equal(("COMPLETED", 12m, -480), (ended.Text("status"), ended.Amount("energyKwh"), await house.BalanceAsync()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not_force_ended"), ((await ReopenAsync(house, id)).Status, (await ReopenAsync(house, id)).Code));
    }

    [Fact]
    public async Task What_was_taken_back_is_not_closed_again_for_what_was_done_before()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000);
        await charger.ReadAsync(begun.TransactionId, 11_000);
        var id = (await house.SessionAsync(begun.TransactionId)).Text("id");
        await StepAsync(house, begun.TransactionId, "HardReset");
        await StepAsync(house, begun.TransactionId, "Close");
        await PassAsync(house, charger);
        await charger.ReadAsync(begun.TransactionId, 12_000);
        Assert.True((await ReopenAsync(house, id)).Success);

        Assert.Equal(11m, (await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"));
        await PassAsync(house, charger);
        await charger.ReportAsync("Available");
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 0);
        for (var i = 0; i < 7; i++) await PassAsync(house, charger);
        await house.Get<SweepStuckSessions>().RunAsync(default);
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
        Assert.Equal("StatusNotification", (string)(await charger.HearsAsync("TriggerMessage"))["requestedMessage"]!);
    }

    [Fact]
    public async Task A_plug_that_was_unlocked_is_asked_after_and_the_first_thing_its_charger_says_counts_by_whatever_clock()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Watch");
        await using var charger = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        await charger.Client.BootAsync();
        await charger.Client.ReportAsync(1, "Charging", "NoError", house.Now.AddHours(-5));
        var begun = await charger.StartAsync(meterStart: 0, at: house.Now.AddHours(-5));

        Assert.Equal("Done", (await StepAsync(house, begun.TransactionId, "Unlock")).Data.Text("result"));
        Assert.Equal("StatusNotification", (string)(await charger.HearsAsync("TriggerMessage"))["requestedMessage"]!);
        await PassAsync(house, charger);
        await charger.Client.ReportAsync(1, "Charging", "NoError", house.Now.AddHours(-5));

        await house.UntilAsync(begun.TransactionId, s => s.Words().Contains("Connector 1 still charges, although the charger said that it released the cable. Try a soft reset", StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_that_is_late_does_not_end_another_s_work_at_the_plug()
    {
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var plug = new Domain.Stations.Connector(Guid.NewGuid(), Guid.NewGuid(), 1);
        var (late, other) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(plug.BeginRemedy(late, "Anna", TimeSpan.FromMinutes(5), now).IsDone);
        Assert.True(plug.BeginRemedy(other, "Ben", TimeSpan.FromMinutes(5), now.AddMinutes(6)).IsDone);

        plug.FinishRemedy(late);

        Assert.Equal("remedy_under_way", plug.BeginRemedy(Guid.NewGuid(), "Cleo", TimeSpan.FromMinutes(5), now.AddMinutes(7)).Refusal?.Code);
    }

    [Fact]
    public async Task What_a_model_does_not_support_is_learned_told_before_the_click_and_left_out_of_what_is_proposed_next()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["Reset"] = "Rejected";
        charger.Answers["UnlockConnector"] = "NotSupported";
        var begun = await charger.StartAsync(meterStart: 0);
        for (var i = 0; i < 3; i++) await StepAsync(house, begun.TransactionId, "SoftReset");
        await StepAsync(house, begun.TransactionId, "Unlock");

        var preview = await house.Operator.GetApiAsync($"/v1/stuck-sessions/{begun.TransactionId}/preview");
        var steps = string.Join('\n', preview.Data.GetProperty("steps").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains("it says NotSupported.", steps, StringComparison.Ordinal);

        var unlocked = await house.Host.Client(Role.Admin).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });
        Assert.Contains("a hard reset, for a soft one has never worked on this model", unlocked.Data.Text("nextStep"), StringComparison.Ordinal);
        var page = await house.Host.Browser(Role.Operator).GetStringAsync(new Uri(house.Host.Address, $"/chargers/{ChargingHouse.Identity}"));
        Assert.Contains("What is known of this model", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_on_by_itself_after_a_step_is_learned_as_a_false_alarm_and_not_as_a_cure()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Watch", "StuckSessions:MeterSilentMinutes=2");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        await charger.ReadAsync(begun.TransactionId, 500, at: house.Now);
        for (var i = 0; i < 8; i++) await PassAsync(house, charger);
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 1);
        Assert.Equal("Done", (await StepAsync(house, begun.TransactionId, "SoftReset")).Data.Text("result"));

        await charger.ReadAsync(begun.TransactionId, 900, at: house.Now);
        await house.TickUntilAsync(() => house.Get<StuckNow>().Sessions.Count == 0);

        ModelBehaviour? known = null;
        await HostChargers.UntilAsync(async () =>
        {
            house.Get<LearnBehaviour>().Forget();
            known = (await house.Get<LearnBehaviour>().RunAsync(default)).Values.SingleOrDefault(model => model.Of(Remedy.SoftReset).Tried == 1);
            return known?.FalseAlarms.GetValueOrDefault(EvidenceKind.MeterSilent) == 1;
        });
        Assert.Equal((1, 0), (known!.Of(Remedy.SoftReset).Done, known.Of(Remedy.SoftReset).Cured));
        Assert.Empty(known.TrueAlarms);
    }

    internal static Task<ApiAnswer> StepAsync(ChargingHouse house, object session, string remedy, Role role = Role.Admin) =>
        house.Host.Client(role).PostApiAsync($"/v1/stuck-sessions/{session}/steps/{remedy}", new { });

    private static Task<ApiAnswer> ReopenAsync(ChargingHouse house, string? session) => house.Operator.PostApiAsync($"/v1/stuck-sessions/{session}/reopen", new { });

    private static async Task PassAsync(ChargingHouse house, TestCharger charger)
    {
        house.Clock.Advance(TimeSpan.FromSeconds(20));
        await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
    }
}
