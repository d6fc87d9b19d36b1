using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>Meters that cannot be believed: held for a person, never billed by guess, the evidence in the timeline.</summary>
public sealed class MeterTruthTests
{
    [Theory]
    [InlineData(900, "The final reading (0.900 kWh) is below the first (1.000 kWh): the register was set back after 4.000 kWh.")]
    [InlineData(3000, "The final reading (3.000 kWh) is below an earlier one (4.000 kWh).")]
    [InlineData(-5, null)]
    public async Task A_meter_that_runs_backwards_is_held_and_never_billed_negative(long meterStop, string? reason)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await charger.ReadAsync(begun.TransactionId, 4000);

        await charger.StopAsync(begun.TransactionId, meterStop);

        var held = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("COMPLETED", null, null), (held.Text("status"), held.Amount("energyKwh"), held.Amount("costAmount")));
        if (reason is not null) Assert.Equal(reason, held.Text("reviewReason"));
        Assert.Contains(held.Text("reviewReason")!, held.Words(), StringComparison.Ordinal);
        Assert.Equal(held.Text("id"), (await house.Operator.GetApiAsync("/v1/sessions?needsReview=true")).Data.GetProperty("items")[0].Text("id"));
    }

    [Fact]
    public async Task A_reading_that_runs_backwards_does_not_count_and_is_told_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        foreach (var register in new long[] { 4000, 3500, 3400, 5000 })
        {
            house.Clock.Advance(TimeSpan.FromMinutes(1));
            await charger.ReadAsync(begun.TransactionId, register);
        }

        Assert.Equal(4m, (await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"));
        await charger.StopAsync(begun.TransactionId, 6000);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal((5m, 2m, null), (session.Amount("energyKwh"), session.Amount("costAmount"), session.Text("reviewReason")));
        Assert.Single(session.Kinds(), "Evidence");
        Assert.Contains("the meter ran backwards, from 4.000 kWh to 3.500 kWh", session.Words(), StringComparison.Ordinal);
        var readings = (await house.Operator.GetApiAsync($"/v1/sessions/{begun.TransactionId}/meter-values")).Data.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([4000, null, null, 5000], readings.Select(r => r.Amount("energyWh")));
        Assert.Contains("from 4.000 kWh to 3.400 kWh", readings[2].Text("evidence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_reading_below_the_start_does_not_count()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000_000);
        house.Clock.Advance(TimeSpan.FromMinutes(1));

        // A register that counts from the session's own zero, against a lifetime start.
        await charger.ReadAsync(begun.TransactionId, 250);

        Assert.Equal(0m, (await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"));
        Assert.Contains("from 1,000.000 kWh to 0.250 kWh", (await house.SessionAsync(begun.TransactionId)).Words(), StringComparison.Ordinal);
        await charger.StopAsync(begun.TransactionId, 1_000_700);
        Assert.Equal(0.7m, (await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"));
    }

    [Fact]
    public async Task A_stop_without_a_reading_is_billed_up_to_the_last_one_and_held()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await charger.ReadAsync(begun.TransactionId, 4000);
        var stop = TestCharger.Stop(begun.TransactionId, 0, house.Now);
        stop["meterStop"] = "unknown";

        await charger.Client.CallAsync("StopTransaction", stop);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("COMPLETED", 3m), (session.Text("status"), session.Amount("energyKwh")));
        Assert.Contains("billed up to its last one", session.Text("reviewReason"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(13, 1)]
    [InlineData(12_345, 494)]
    public async Task The_bill_is_rounded_once_whatever_the_number_of_readings(int wattHours, int cents)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 0);
        for (var i = 1; i <= 5; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(10));
            await charger.ReadAsync(begun.TransactionId, wattHours * i / 5);
        }

        Assert.Equal(cents / 100m, (await house.SessionAsync(begun.TransactionId)).Amount("costAmount"));
        await charger.StopAsync(begun.TransactionId, wattHours);

        Assert.Equal((wattHours / 1000m, cents / 100m), ((await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"), (await house.SessionAsync(begun.TransactionId)).Amount("costAmount")));
        Assert.Equal(0, house.Host.Get<LiveSessions>().Count);
    }
}
