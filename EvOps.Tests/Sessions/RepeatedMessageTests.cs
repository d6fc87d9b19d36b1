using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>What chargers say twice, late, or about transactions nobody knows: answered always, counted once.</summary>
public sealed class RepeatedMessageTests
{
    [Fact]
    public async Task A_repeated_StartTransaction_gets_the_same_transaction_and_begins_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var at = house.Now;

        var first = await charger.StartAsync(at: at);
        Assert.Equal(first, await charger.StartAsync(at: at));
        await charger.StopAsync(first.TransactionId, 1_001_000);
        Assert.Equal(first, await charger.StartAsync(at: at));

        // On a new socket, where message ids start afresh, and with another spelling of the tag.
        await using var again = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        Assert.Equal(first, await again.StartAsync("tag-1", at: at));
        Assert.Equal(1, (await house.Operator.GetApiAsync("/v1/sessions")).Data.GetProperty("total").GetInt32());
        Assert.Null(await house.HolderAsync());
    }

    [Fact]
    public async Task A_repeated_StopTransaction_is_billed_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await charger.StopAsync(begun.TransactionId, 2000);
        var once = (await house.SessionAsync(begun.TransactionId)).GetRawText();

        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await charger.StopAsync(begun.TransactionId, 2000);
        await charger.StopAsync(begun.TransactionId, 9000);

        Assert.Equal(once, (await house.SessionAsync(begun.TransactionId)).GetRawText());
    }

    [Theory]
    [InlineData(4711)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9_223_372_036_854_775_807)]
    public async Task A_stop_of_an_unknown_transaction_is_answered_and_kept_once_for_review(long transactionId)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        Assert.Empty(await charger.StopAsync(transactionId, 2000));
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        await charger.StopAsync(transactionId, 2000, at: house.Now.AddSeconds(-10));

        await using var db = house.Host.OpenDb();
        var kept = await db.UnmatchedStops.SingleAsync();
        Assert.Equal((transactionId, 2000), (kept.TransactionId, kept.MeterStopWh));
        Assert.Contains("\"meterStop\":2000", kept.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charger_that_lost_the_number_is_understood_where_only_one_session_can_be_meant()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var (first, second) = (await charger.StartAsync(meterStart: 1000), await charger.StartAsync("TAG-1", 5000, connector: 2));

        await charger.StopAsync(-1, 6000);
        Assert.Equal(("CHARGING", "CHARGING"), ((await house.SessionAsync(first.TransactionId)).Text("status"), (await house.SessionAsync(second.TransactionId)).Text("status")));

        await charger.StopAsync(second.TransactionId, 6000);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.StopAsync(0, 2500);

        var session = await house.SessionAsync(first.TransactionId);
        Assert.Equal(("COMPLETED", 1.5m), (session.Text("status"), session.Amount("energyKwh")));
        Assert.Contains("named transaction 0; matched as its only open session", session.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_begun_and_ended_offline_is_booked_with_its_own_times()
    {
        await using var house = await ChargingHouse.OpenAsync();
        var begunAt = house.Now.AddHours(-3);
        await using var charger = await house.ChargerAsync();

        var begun = await charger.StartAsync(meterStart: 1000, at: begunAt);
        await charger.ReadAsync(begun.TransactionId, 4000, soc: 30, at: begunAt.AddMinutes(30));
        await charger.ReadAsync(begun.TransactionId, 7000, soc: 50, at: begunAt.AddMinutes(60));
        await charger.StopAsync(begun.TransactionId, 8345, at: begunAt.AddMinutes(70));

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("COMPLETED", 7.345m, 2.94m), (session.Text("status"), session.Amount("energyKwh"), session.Amount("costAmount")));
        Assert.Equal((begunAt, begunAt.AddMinutes(70)), (session.GetProperty("startedAt").GetDateTimeOffset(), session.GetProperty("endedAt").GetDateTimeOffset()));
        Assert.Equal((30m, 50m), (session.Amount("initialSoc"), session.Amount("finalSoc")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_old_transaction_told_late_neither_ends_the_one_that_holds_the_plug_nor_gets_lost(bool isOnlyAskedFor)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("EARLY-1");
        var open = isOnlyAskedFor ? await house.StartedAsync() : (await house.SessionAsync((await charger.StartAsync(meterStart: 9000)).TransactionId)).Text("id")!;
        var before = house.Now.AddHours(-2);

        var old = await charger.StartAsync("EARLY-1", 1000, at: before);
        Assert.Equal("Accepted", old.Status);
        await charger.ReadAsync(old.TransactionId, 2000, at: before.AddMinutes(10));
        await charger.StopAsync(old.TransactionId, 3000, at: before.AddMinutes(20));

        var replayed = await house.SessionAsync(old.TransactionId);
        Assert.Equal(("COMPLETED", 2m, 0.80m), (replayed.Text("status"), replayed.Amount("energyKwh"), replayed.Amount("costAmount")));
        Assert.Null(replayed.Text("reviewReason"));
        Assert.Equal(open, (await house.HolderAsync()).ToString());
    }

    [Fact]
    public async Task Readings_after_the_stop_are_kept_with_their_session_and_change_no_bill()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await charger.StopAsync(begun.TransactionId, 2000);
        var bill = (await house.SessionAsync(begun.TransactionId)).GetRawText();

        await charger.ReadAsync(begun.TransactionId, 2000);
        await charger.ReadAsync(begun.TransactionId, 9999);

        Assert.Equal(bill, (await house.SessionAsync(begun.TransactionId)).GetRawText());
        Assert.Equal(2, (await house.Operator.GetApiAsync($"/v1/sessions/{begun.TransactionId}/meter-values")).Data.GetProperty("total").GetInt32());
    }
}
