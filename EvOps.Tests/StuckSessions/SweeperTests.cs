using EvOps.Domain.Sessions;
using EvOps.Domain.StuckSessions;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.StuckSessions;

/// <summary>What the sweeper does by itself: as far as its mode allows, a step at a time, and never twice.</summary>
public sealed class SweeperTests
{
    // The job of the house stays away: what is seen is the test's own sweep.
    private const string ByHandAlone = "Jobs:StuckSessions:IntervalSeconds=86400";

    [Fact]
    public async Task It_asks_waits_and_closes_what_nothing_else_helped()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", ByHandAlone);
        await using var charger = await house.ChargerAsync();
        var begun = await ReleasedAsync(house, charger);

        await SweepAsync(house);
        await charger.HearsAsync("TriggerMessage");
        await SweepAsync(house);
        Assert.Equal(["StatusNotification", "MeterValues"], charger.All("TriggerMessage").Select(asked => (string)asked["requestedMessage"]!));
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));

        for (var i = 0; i < 18; i++) await PassAsync(house, charger);
        await SweepAsync(house);

        var closed = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("COMPLETED", "ForceEnded", 4.14m, -414), (closed.Text("status"), closed.Text("endReason"), closed.Amount("costAmount"), await house.BalanceAsync()));
        Assert.Contains("The sweeper asked CP-1 for the state of connector 1: agreed.", closed.Words(), StringComparison.Ordinal);
        Assert.Contains("The sweeper found nothing else that helped; the session was closed at 11.345 kWh.", closed.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_may_only_propose_it_says_so_once_and_touches_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await ReleasedAsync(house, charger);

        for (var i = 0; i < 3; i++) await SweepAsync(house);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal("CHARGING", session.Text("status"));
        Assert.Single(session.Words().Split('\n'), words => words.EndsWith("Proposed: close the session.", StringComparison.Ordinal));
        Assert.Empty(charger.All("TriggerMessage"));
    }

    [Fact]
    public async Task Where_it_may_only_watch_it_leaves_no_trace()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Watch");
        await using var charger = await house.ChargerAsync();
        var begun = await ReleasedAsync(house, charger);
        var before = (await house.SessionAsync(begun.TransactionId)).Words();

        await SweepAsync(house);

        Assert.Equal(before, (await house.SessionAsync(begun.TransactionId)).Words());
    }

    [Fact]
    public async Task Of_two_that_sweep_at_once_one_takes_the_step()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", ByHandAlone);
        await using var charger = await house.ChargerAsync();
        await ReleasedAsync(house, charger);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SweepAsync(house))));

        await charger.HearsAsync("TriggerMessage", nth: 2);
        Assert.Equal(2, charger.All("TriggerMessage").Length);
    }

    [Fact]
    public void The_ladder_is_climbed_from_asking_upwards_and_each_step_gets_its_time()
    {
        var (verdict, facts) = Stuck(Remedy.RemoteStop);
        List<HealingStep> steps = [];
        List<Remedy> taken = [];
        for (var i = 0; i < 6; i++)
        {
            var remedy = HealingLadder.Next(verdict, facts, steps, isAlone: true)!.Value;
            taken.Add(remedy);
            steps.Add(Step(i + 1, remedy, StepResult.Done, facts.Now));
            Assert.Null(HealingLadder.Next(verdict, facts with { Now = facts.Now.AddSeconds(119) }, steps, isAlone: true));
            facts = facts with { Now = facts.Now.AddMinutes(2) };
        }

        Assert.Equal([Remedy.Ask, Remedy.RemoteStop, Remedy.Unlock, Remedy.SoftReset, Remedy.HardReset, Remedy.Close], taken);
    }

    [Fact]
    public void A_charger_that_does_not_answer_is_left_alone_for_longer_each_time()
    {
        var (verdict, facts) = Stuck(Remedy.RemoteStop);
        HealingStep[] silent = [.. Enumerable.Range(1, 3).Select(i => Step(i, Remedy.Ask, StepResult.NoAnswer, facts.Now))];

        Assert.Null(HealingLadder.Next(verdict, facts with { Now = facts.Now.AddMinutes(15) }, silent, isAlone: true));
        Assert.Equal(Remedy.RemoteStop, HealingLadder.Next(verdict, facts with { Now = facts.Now.AddMinutes(16) }, silent, isAlone: true));
    }

    [Fact]
    public void What_never_works_on_a_model_is_passed_over()
    {
        var (verdict, facts) = Stuck(Remedy.Unlock);
        var learned = new Dictionary<Remedy, RemedyRecord> { [Remedy.Ask] = new(4, 0, 4, 0, 0), [Remedy.Unlock] = new(1, 0, 1, 0, 0), [Remedy.SoftReset] = new(3, 0, 0, 0, 0) };
        var behaviour = new ModelBehaviour(new("ACME", "Wall", "1.0"), 1, learned, 0, 0, null, new Dictionary<EvidenceKind, int>(), new Dictionary<EvidenceKind, int>());

        Assert.Equal(Remedy.HardReset, HealingLadder.Next(verdict, facts, [], isAlone: true, behaviour));
        Assert.Equal(Remedy.Close, HealingLadder.Next(verdict, facts, [], isAlone: false, behaviour));
        Assert.Equal("Never works on ACME Wall, firmware 1.0: it says NotSupported.", behaviour.WordsOf(Remedy.Unlock));
        Assert.Equal("Has never worked on ACME Wall, firmware 1.0 (3 times).", behaviour.WordsOf(Remedy.SoftReset));
        Assert.Null(behaviour.WordsOf(Remedy.HardReset));
    }

    [Fact]
    public void Nothing_is_reset_over_another_session_nor_closed_while_energy_flows_nor_touched_on_weak_evidence()
    {
        var (verdict, facts) = Stuck(Remedy.Unlock);
        HealingStep[] unlocked = [Step(1, Remedy.Unlock, StepResult.Refused, facts.Now.AddMinutes(-10))];

        Assert.Equal(Remedy.SoftReset, HealingLadder.Next(verdict, facts, unlocked, isAlone: true));
        Assert.Equal(Remedy.Close, HealingLadder.Next(verdict, facts, unlocked, isAlone: false));
        Assert.Null(HealingLadder.Next(verdict, facts with { EnergyMovedAt = facts.Now.AddMinutes(-4) }, unlocked, isAlone: false));
        Assert.Null(HealingLadder.Next(verdict with { Confidence = Confidence.Low }, facts, unlocked, isAlone: true));
        Assert.Null(HealingLadder.Next(verdict, facts with { IsOnline = false }, [], isAlone: true));
        Assert.Equal(Remedy.Close, HealingLadder.Next(verdict with { Remedy = Remedy.Close }, facts with { IsOnline = false }, [], isAlone: true));
        Assert.Null(HealingLadder.Next(verdict with { Remedy = Remedy.Close }, facts with { IsOnline = false, HouseStartedAt = facts.Now.AddMinutes(-4) }, [], isAlone: true));
    }

    [Fact]
    public void Silence_alone_is_asked_about_again_each_hour_and_nothing_more_is_done_for_it()
    {
        var (verdict, facts) = Stuck(Remedy.Ask);
        HealingStep[] asked = [Step(1, Remedy.Ask, StepResult.Done, facts.Now.AddMinutes(-59))];

        Assert.Null(HealingLadder.Next(verdict, facts, asked, isAlone: true));
        Assert.Equal(Remedy.Ask, HealingLadder.Next(verdict, facts with { Now = facts.Now.AddMinutes(1) }, asked, isAlone: true));
    }

    [Fact]
    public async Task A_charger_that_reads_every_minute_by_a_clock_five_hours_behind_is_left_in_peace()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", "StuckSessions:MeterSilentMinutes=1", ByHandAlone);
        await using var charger = await house.ChargerAsync();
        await charger.Client.ReportAsync(1, "Charging", "NoError", house.Now.AddHours(-5));
        var begun = await charger.StartAsync(meterStart: 0, at: house.Now.AddHours(-5));
        for (var i = 1; i <= 9; i++)
        {
            await PassAsync(house, charger);
            await charger.ReadAsync(begun.TransactionId, i * 50, at: house.Now.AddHours(-5));
        }

        await SweepAsync(house);

        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
        Assert.Empty(charger.All("TriggerMessage"));
        Assert.Empty((await house.Get<FindStuck>().RunAsync(Domain.Users.Actor.House("test"), default)).Value);
    }

    [Fact]
    public async Task What_is_due_is_done_though_others_that_wait_come_first()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:BatchSize=1");
        await house.Host.AddChargePointAsync(house.Station, "CP-2", connectors: 1);
        await using var charger = await house.ChargerAsync();
        await using var other = await house.ChargerAsync("CP-2");
        var first = await ReleasedAsync(house, charger, other);
        await house.TagAsync("OTHER");
        var second = await other.StartAsync("OTHER", meterStart: 0);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.ReportAsync("Available");
        for (var i = 0; i < 9; i++) await PassAsync(house, charger, other);

        for (var i = 0; i < 2; i++) await SweepAsync(house);

        foreach (var one in new[] { first, second }) Assert.Contains("Proposed: close the session.", (await house.SessionAsync(one.TransactionId)).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_session_that_cannot_be_helped_stands_in_the_way_of_no_other()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", ByHandAlone);
        await using var charger = await house.ChargerAsync();
        var (_, other, cheap) = await TwoReleasedAsync(house, charger);
        await using var second = other;
        await using (var db = house.Host.OpenDb())
            await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER NoStep BEFORE INSERT ON HealingSteps WHEN NEW.ConnectorId = (SELECT ConnectorId FROM Sessions WHERE ChargePointIdentity = 'CP-1' AND EndedAt IS NULL) BEGIN SELECT RAISE(ABORT, 'The disk is full'); END");

        await SweepAsync(house);

        await other.HearsAsync("TriggerMessage");
        Assert.Empty(charger.All("TriggerMessage"));
        Assert.Equal("CHARGING", (await house.SessionAsync(cheap.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task What_went_on_while_another_charger_was_waited_for_is_left_in_peace()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", ByHandAlone, "Ocpp:CallTimeoutSeconds=30");
        await using var charger = await house.ChargerAsync();
        var (_, other, cheap) = await TwoReleasedAsync(house, charger);
        await using var second = other;
        charger.Answers["TriggerMessage"] = "";

        var sweeping = SweepAsync(house);
        await charger.HearsAsync("TriggerMessage");
        await other.ReportAsync("Charging");
        await other.ReadAsync(cheap.TransactionId, 500, at: house.Now);
        await house.TickUntilAsync(() => sweeping.IsCompleted);
        await sweeping;

        Assert.Empty(other.All("TriggerMessage"));
    }

    [Fact]
    public async Task A_step_that_a_crash_cut_off_is_taken_up_and_the_ladder_goes_on()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Heal", ByHandAlone);
        await using var charger = await house.ChargerAsync();
        var begun = await ReleasedAsync(house, charger);
        var stuck = Assert.Single((await house.Get<FindStuck>().RunAsync(Domain.Users.Actor.House("test"), default)).Value);

        // As the process leaves it when it dies while it waits for the answer.
        Assert.True((await house.Get<StepBook>().BeginAsync(stuck.Row.ConnectorId, stuck.Row.Id, Remedy.Ask, SweepStuckSessions.Name)).IsDone);
        await SweepAsync(house);
        Assert.Empty(charger.All("TriggerMessage"));

        for (var i = 0; i < 17; i++) await PassAsync(house, charger);
        await SweepAsync(house);

        await using (var db = house.Host.OpenDb())
        {
            var abandoned = await db.HealingSteps.SingleAsync(s => s.SessionId == stuck.Row.Id && s.Number == 1);
            Assert.Equal((StepResult.NoAnswer, "The house went down before the answer came."), (abandoned.Result, abandoned.Answer));
        }

        await house.UntilAsync(begun.TransactionId, "COMPLETED");
    }

    [Theory]
    [InlineData("Rejected", "Refused")]
    [InlineData("", "NoAnswer")]
    [InlineData("Accepted", "Done")]
    public async Task What_a_remote_stop_was_answered_is_what_the_ladder_learns(string answer, string result)
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:Mode=Watch", "Ocpp:CallTimeoutSeconds=10");
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStopTransaction"] = answer;
        var begun = await charger.StartAsync(meterStart: 0);

        var taking = RemediesTests.StepAsync(house, begun.TransactionId, "RemoteStop");
        await house.TickUntilAsync(() => taking.IsCompleted);

        Assert.Equal(result, (await taking).Data.Text("result"));
    }

    [Fact]
    public void A_charger_that_comes_and_goes_is_back_since_it_first_came()
    {
        var (known, charger, noon) = (new Reconnects(), Guid.NewGuid(), new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(noon, known.FirstOf(charger, noon));
        Assert.Equal(noon, known.FirstOf(charger, noon.AddSeconds(90)));
        Assert.Equal(noon, known.FirstOf(charger, noon.AddSeconds(180)));
        Assert.Equal(noon.AddMinutes(9), known.FirstOf(charger, noon.AddMinutes(9)));
    }

    private static (StuckVerdict, SessionFacts) Stuck(Remedy remedy)
    {
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        return (
            new StuckVerdict([new Evidence(EvidenceKind.StopIgnored, now.AddHours(-1), Confidence.High, "It is.", remedy)], [], Confidence.High, now.AddHours(-1), remedy, "It is."),
            new SessionFacts { Now = now, HouseStartedAt = now.AddDays(-1), State = SessionState.Stopping, RequestedAt = now.AddHours(-3), IsOnline = true });
    }

    private static HealingStep Step(int number, Remedy remedy, StepResult result, DateTimeOffset at)
    {
        var step = new HealingStep(Guid.NewGuid(), number, Guid.NewGuid(), default, remedy, StepResult.Begun, SweepStuckSessions.Name, at);
        step.Finish(result, null);
        return step;
    }

    private static Task SweepAsync(ChargingHouse house) => house.Get<SweepStuckSessions>().RunAsync(default);

    // Charged, and then free again for the next one without a word about the end.
    private static async Task<Begun> ReleasedAsync(ChargingHouse house, TestCharger charger, params TestCharger[] others)
    {
        var begun = await charger.StartAsync(meterStart: 1_000, at: house.Now.AddMinutes(-60));
        await charger.ReadAsync(begun.TransactionId, 11_345, at: house.Now.AddMinutes(-20));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReportAsync("Available");
        for (var i = 0; i < 9; i++) await PassAsync(house, [charger, .. others]);
        return begun;
    }

    // Two chargers, each with a released session; the dear one is the more urgent.
    private static async Task<(Begun Dear, TestCharger Other, Begun Cheap)> TwoReleasedAsync(ChargingHouse house, TestCharger charger)
    {
        await house.Host.AddChargePointAsync(house.Station, "CP-2", connectors: 1);
        await house.TagAsync("OTHER");
        var other = await house.ChargerAsync("CP-2");
        var cheap = await other.StartAsync("OTHER", meterStart: 0);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.ReportAsync("Available");
        return (await ReleasedAsync(house, charger, other), other, cheap);
    }

    private static async Task PassAsync(ChargingHouse house, params TestCharger[] chargers)
    {
        house.Clock.Advance(TimeSpan.FromSeconds(20));
        foreach (var charger in chargers) await charger.Client.CallAsync("Heartbeat", new System.Text.Json.Nodes.JsonObject());
    }
}
