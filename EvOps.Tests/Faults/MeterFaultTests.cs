using System.Text.Json;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Faults;

/// <summary>A meter that lies is a fault: once in a session, at its connector, and over when its readings are sane again.</summary>
public sealed class MeterFaultTests
{
    [Fact]
    public async Task A_meter_that_runs_backwards_is_one_fault_however_often_it_lies_and_is_well_after_some_sane_readings()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);

        await ReadAsync(house, charger, begun, 4000, 3500, 3400, -1);
        var fault = Assert.Single(await FaultsAsync(house));
        Assert.Equal(("FAULT", 1), (fault.Text("kind"), fault.GetProperty("connectorNumber").GetInt32()));
        Assert.Equal("The meter of connector 1 of CP-1 cannot be believed: the meter ran backwards, from 4.000 kWh to 3.500 kWh.", fault.Text("message"));

        await ReadAsync(house, charger, begun, 5000, 5100);
        Assert.Single(await FaultsAsync(house));
        await ReadAsync(house, charger, begun, 5200);
        Assert.Equal(["RECOVERY", "FAULT"], (await FaultsAsync(house)).Select(f => f.Text("kind")));

        // Once in a session.
        await ReadAsync(house, charger, begun, 100, 5300, 5400, 5500, 5600);
        Assert.Equal(2, (await FaultsAsync(house)).Count);
        Assert.Equal("CHARGING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_register_that_stands_still_while_power_flows_is_a_fault_that_outlives_its_session_and_ends_in_the_next()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        for (var i = 0; i < 10; i++)
        {
            house.Clock.Advance(TimeSpan.FromMinutes(1));
            await charger.ReadAsync(begun.TransactionId, 1000, powerW: 11_000);
        }

        Assert.Contains("The register stood still at 1.000 kWh", Assert.Single(await FaultsAsync(house)).Text("message"), StringComparison.Ordinal);
        await charger.StopAsync(begun.TransactionId, 1000);
        Assert.Single(await FaultsAsync(house));

        var next = await charger.StartAsync(meterStart: 1000, at: house.Now.AddSeconds(1));
        await ReadAsync(house, charger, next, 1100, 1200, 1300);

        Assert.Equal(["RECOVERY", "FAULT"], (await FaultsAsync(house)).Select(f => f.Text("kind")));
    }

    [Fact]
    public async Task Sane_meters_leave_no_line_and_what_is_told_late_is_no_lie()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await ReadAsync(house, charger, begun, 1200, 1400, 1600, 1800);

        await charger.ReadAsync(begun.TransactionId, 1300, at: house.Now.AddSeconds(-150));
        await ReadAsync(house, charger, begun, 2000);

        Assert.Empty(await FaultsAsync(house));
    }

    private static async Task ReadAsync(ChargingHouse house, TestCharger charger, Begun begun, params long[] registers)
    {
        foreach (var register in registers)
        {
            house.Clock.Advance(TimeSpan.FromMinutes(1));
            await charger.ReadAsync(begun.TransactionId, register);
        }
    }

    private static async Task<List<JsonElement>> FaultsAsync(ChargingHouse house) =>
        [.. (await house.Operator.GetApiAsync("/v1/faults?source=Meter")).Data.GetProperty("items").EnumerateArray()];
}
