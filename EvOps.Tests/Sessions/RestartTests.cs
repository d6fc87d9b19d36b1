using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>The house is closed and opened again while cars charge.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_session_that_was_open_goes_on_as_if_nothing_had_happened()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Begun begun;
        await using (var charger = await house.ChargerAsync())
        {
            begun = await charger.StartAsync(meterStart: 1000);
            house.Clock.Advance(TimeSpan.FromMinutes(1));
            await charger.ReadAsync(begun.TransactionId, 4000, soc: 30);
            await house.Host.StopAsync();
        }

        await house.Host.StartAgainAsync();

        var live = Assert.Single(house.Host.Get<LiveSessions>().All);
        Assert.Equal((SessionState.Charging, begun.TransactionId, 3000, 30), (live.State, live.TransactionId, live.Figures.EnergyWh, live.Figures.SocPercent));
        await using var back = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await back.ReadAsync(begun.TransactionId, 3500);
        await back.ReadAsync(begun.TransactionId, 5000, soc: 40);
        await back.StopAsync(begun.TransactionId, 6000);

        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal((5m, 2m, 30m, 40m), (session.Amount("energyKwh"), session.Amount("costAmount"), session.Amount("initialSoc"), session.Amount("finalSoc")));
        Assert.Contains("from 4.000 kWh to 3.500 kWh", session.Words(), StringComparison.Ordinal);
        Assert.Null(await house.HolderAsync());
        Assert.Empty(house.Host.Get<LiveSessions>().All);
    }

    [Fact]
    public async Task A_start_and_a_stop_that_were_under_way_are_carried_on()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Begun begun;
        string starting;
        await using (var charger = await house.ChargerAsync())
        {
            begun = await charger.StartAsync(meterStart: 1000);
            charger.Answers["RemoteStopTransaction"] = "";
            starting = await house.StartedAsync(connector: 2);
            await house.UntilAgreedAsync(starting);
            var ending = house.EndAsync(begun.TransactionId);
            await charger.HearsAsync("RemoteStopTransaction");
            await house.TickUntilAsync(() => ending.IsCompleted);
            await house.Host.StopAsync();
        }

        await house.Host.StartAgainAsync();

        await using var back = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        Assert.Equal("Accepted", (await back.StartAsync(connector: 2)).Status);
        Assert.Equal("CHARGING", (await house.SessionAsync(starting)).Text("status"));
        await house.TickUntilAsync(() => back.All("RemoteStopTransaction").Length == 1);
        Assert.Equal(begun.TransactionId, (int)back.All("RemoteStopTransaction")[0]["transactionId"]!);
        await back.StopAsync(begun.TransactionId, 2000, "Remote");
        Assert.Equal("COMPLETED", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task A_start_that_outlived_the_house_still_ends_at_its_deadline()
    {
        await using var house = await ChargingHouse.OpenAsync();
        string id;
        await using (var charger = await house.ChargerAsync())
        {
            id = await house.StartedAsync();
            await house.UntilAgreedAsync(id);
            await house.Host.StopAsync();
        }

        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await house.Host.StartAgainAsync();
        await house.Host.Get<EndOverdueStarts>().RunAsync(default);

        Assert.Equal("StartNeverCame", (await house.SessionAsync(id)).Text("endReason"));
        Assert.Null(await house.HolderAsync());
    }
}
