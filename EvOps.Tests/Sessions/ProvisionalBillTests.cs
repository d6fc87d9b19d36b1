using System.Text.Json;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Sessions that have ended while their charger may still have something to tell: the bill waits, then it is final.</summary>
public sealed class ProvisionalBillTests
{
    [Fact]
    public async Task A_session_that_another_one_followed_waits_for_its_own_last_word()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var first = await SupersededAsync(house, charger);
        var waiting = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("COMPLETED", "PROVISIONAL", 1.60m), (waiting.Text("status"), waiting.Text("billStatus"), waiting.Amount("costAmount")));
        Assert.Equal(0, await house.BalanceAsync());

        await charger.StopAsync(first.TransactionId, 6_000);

        var final = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("SETTLED", 2.00m, JsonValueKind.Null), (final.Text("billStatus"), final.Amount("costAmount"), final.GetProperty("provisionalUntil").ValueKind));
        Assert.Equal(-200, await house.BalanceAsync());
    }

    [Fact]
    public async Task A_reading_that_comes_late_is_taken_up_while_the_bill_waits_and_nothing_is_charged_yet()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var first = await SupersededAsync(house, charger);

        for (var i = 0; i < 2; i++) await charger.ReadAsync(first.TransactionId, 6_000, at: house.Now.AddMinutes(-9));

        var waiting = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("PROVISIONAL", 5m, 2.00m, 0), (waiting.Text("billStatus"), waiting.Amount("energyKwh"), waiting.Amount("costAmount"), await house.BalanceAsync()));
        Assert.Single(waiting.Words().Split('\n'), words => words.StartsWith("A reading came late: 5.000 kWh instead of 4.000 kWh.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_word_does_not_come_in_time_what_is_known_is_final()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:ProvisionalMinutes=30");
        await using var charger = await house.ChargerAsync();
        var first = await SupersededAsync(house, charger);

        house.Clock.Advance(TimeSpan.FromMinutes(29));
        await house.Get<SettleProvisionalBills>().RunAsync(default);
        Assert.Equal("PROVISIONAL", (await house.SessionAsync(first.TransactionId)).Text("billStatus"));
        house.Clock.Advance(TimeSpan.FromMinutes(2));
        await Task.WhenAll(house.Get<SettleProvisionalBills>().RunAsync(default), house.Get<SettleProvisionalBills>().RunAsync(default));

        var final = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("SETTLED", 1.60m, 1.60m), (final.Text("billStatus"), final.Amount("costAmount"), final.Amount("chargedAmount")));
        Assert.Equal(-160, await house.BalanceAsync());
    }

    [Fact]
    public async Task A_word_that_comes_after_the_bill_is_kept_and_a_person_decides()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:ProvisionalMinutes=30");
        await using var charger = await house.ChargerAsync();
        var first = await SupersededAsync(house, charger);
        house.Clock.Advance(TimeSpan.FromMinutes(31));
        await house.Get<SettleProvisionalBills>().RunAsync(default);

        // The clock outran the first connection.
        await using var back = await house.ChargerAsync();
        await back.StopAsync(first.TransactionId, 6_000, at: house.Now.AddMinutes(-35));

        var held = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("HELD", 5m, 1.60m, 1.60m), (held.Text("billStatus"), held.Amount("proposedEnergyKwh"), held.Amount("costAmount"), held.Amount("chargedAmount")));
        Assert.Contains("came after the bill had gone out", held.Text("reviewReason"), StringComparison.Ordinal);
        Assert.Equal(-160, await house.BalanceAsync());

        Assert.True((await house.Get<ReviewBill>().RunAsync(house.Host.ActorOf(Domain.Users.Role.Support), $"{first.TransactionId}", new(BillDecision.Accept, null, null), default)).IsDone);
        Assert.Equal((2.00m, -200), ((await house.SessionAsync(first.TransactionId)).Amount("costAmount"), await house.BalanceAsync()));
    }

    [Fact]
    public async Task A_replayed_session_of_which_nothing_more_comes_is_held()
    {
        await using var house = await ChargingHouse.OpenAsync("Sessions:ProvisionalMinutes=30");
        await using var charger = await house.ChargerAsync();
        var open = await charger.StartAsync(meterStart: 9_000);
        var replayed = await charger.StartAsync(meterStart: 1_000, at: house.Now.AddHours(-3));
        Assert.Equal("PROVISIONAL", (await house.SessionAsync(replayed.TransactionId)).Text("billStatus"));

        house.Clock.Advance(TimeSpan.FromMinutes(31));
        await house.Get<SettleProvisionalBills>().RunAsync(default);

        Assert.Equal("HELD", (await house.SessionAsync(replayed.TransactionId)).Text("billStatus"));
        Assert.Equal("CHARGING", (await house.SessionAsync(open.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_charger_that_does_not_stop_in_time_is_said_so_once()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:StopPendingMinutes=5");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        Assert.True((await house.EndAsync(begun.TransactionId)).Success);
        await house.Get<NoteOverdueStops>().RunAsync(default);
        Assert.DoesNotContain("within 5 min", (await house.SessionAsync(begun.TransactionId)).Words(), StringComparison.Ordinal);

        house.Clock.Advance(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 3; i++) await house.Get<NoteOverdueStops>().RunAsync(default);

        var overdue = await house.SessionAsync(begun.TransactionId);
        Assert.Equal("STOPPING", overdue.Text("status"));
        Assert.Single(overdue.Words().Split('\n'), words => words == "CP-1 was asked to stop and has not ended the session within 5 min.");
    }

    // Begins at 1,000 Wh, is last heard at 5,000 Wh, and is followed by another session without a word.
    private static async Task<Begun> SupersededAsync(ChargingHouse house, TestCharger charger)
    {
        var first = await charger.StartAsync(meterStart: 1_000, at: house.Now.AddMinutes(-40));
        await charger.ReadAsync(first.TransactionId, 5_000, at: house.Now.AddMinutes(-10));
        await charger.StartAsync(meterStart: 6_000);
        return first;
    }
}
