using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>A charger that begins the next session without ending the last (OCPP 1.6 TC_032_1), and two starts that prove nothing.</summary>
public sealed class SupersededTests
{
    [Theory]
    [InlineData("it booted")]
    [InlineData("it called the plug free")]
    [InlineData("time passed")]
    public async Task A_next_session_ends_the_last_at_its_last_reading(string proof)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2");
        var last = await charger.StartAsync(meterStart: 1000);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await charger.ReadAsync(last.TransactionId, 3000);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        if (proof == "it booted") await charger.Client.BootAsync();
        if (proof == "it called the plug free") await charger.ReportAsync("Available");
        if (proof == "time passed") house.Clock.Advance(TimeSpan.FromMinutes(2));

        var next = await charger.StartAsync("TAG-2", 3100);

        Assert.Equal("Accepted", next.Status);
        var ended = await house.SessionAsync(last.TransactionId);
        Assert.Equal(("COMPLETED", "Superseded", 2m, 0.80m), (ended.Text("status"), ended.Text("endReason"), ended.Amount("energyKwh"), ended.Amount("costAmount")));
        Assert.Contains("billed up to its last reading", ended.Text("reviewReason"), StringComparison.Ordinal);
        Assert.Equal((await house.SessionAsync(next.TransactionId)).Text("id"), (await house.HolderAsync()).ToString());

        // Its own word may still come, and is the last.
        await charger.StopAsync(last.TransactionId, 3050, "PowerLoss", at: house.Now.AddSeconds(-1));
        ended = await house.SessionAsync(last.TransactionId);
        Assert.Equal(("PowerLoss", 2.05m, 0.82m, null), (ended.Text("endReason"), ended.Amount("energyKwh"), ended.Amount("costAmount"), ended.Text("reviewReason")));
        Assert.Equal("CHARGING", (await house.SessionAsync(next.TransactionId)).Text("status"));
        Assert.NotNull(await house.HolderAsync());
    }

    [Fact]
    public async Task Of_two_starts_at_once_the_first_keeps_the_plug()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2");
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await charger.StartAsync(meterStart: 1000);

        var second = await charger.StartAsync("TAG-2", 1000);

        Assert.Equal("ConcurrentTx", second.Status);
        Assert.NotEqual(first.TransactionId, second.TransactionId);
        Assert.Equal("CHARGING", (await house.SessionAsync(first.TransactionId)).Text("status"));
        Assert.Equal(("FAILED", "Refused"), ((await house.SessionAsync(second.TransactionId)).Text("status"), (await house.SessionAsync(second.TransactionId)).Text("endReason")));
    }

    [Fact]
    public async Task A_swipe_while_somebody_else_is_starting_from_afar_is_refused()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2");
        var id = await house.StartedAsync();

        Assert.Equal("ConcurrentTx", (await charger.StartAsync("TAG-2")).Status);

        Assert.Equal(id, (await house.HolderAsync()).ToString());
        Assert.Equal("Accepted", (await charger.StartAsync()).Status);
        Assert.Equal("CHARGING", (await house.SessionAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_stop_told_after_the_next_start_finds_its_own_session()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var first = await charger.StartAsync(meterStart: 1000);
        house.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = await charger.StartAsync(meterStart: 2000);

        await charger.StopAsync(first.TransactionId, 2000, at: house.Now.AddSeconds(-20));
        await charger.StopAsync(second.TransactionId, 2600);

        Assert.Equal((1m, 0.6m), ((await house.SessionAsync(first.TransactionId)).Amount("energyKwh"), (await house.SessionAsync(second.TransactionId)).Amount("energyKwh")));
        Assert.Null(await house.HolderAsync());
    }
}
