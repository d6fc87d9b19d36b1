using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Stations;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using EvOps.Web.Demo;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Demo;

public sealed class DemoFleetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cars_charge_over_the_socket_and_go_on_charging_after_a_restart()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Demo:Enabled=true", "Demo:ChargePoints=6"]);
        await UntilAsync(() => host.Get<LiveSessions>().All.Any(s => s.Figures.EnergyWh > 0));
        await host.StopAsync();
        await host.StartAgainAsync();
        var resumed = host.Get<LiveSessions>().All.First(s => s.Trail.LastAt is not null);
        var before = resumed.Trail;

        await UntilAsync(() => resumed.Trail.LastAt > before.LastAt);

        Assert.True(resumed.Trail.LastRegisterWh >= before.LastRegisterWh);
        await using var db = host.OpenDb();
        Assert.Equal(6, await db.ChargePoints.CountAsync(Cancel));
        Assert.Equal(3, await db.Stations.CountAsync(Cancel));
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.TransactionId == resumed.TransactionId, Cancel));
    }

    [Fact]
    public async Task The_demo_driver_finds_a_plug_free_and_a_car_plugs_in_when_he_starts_it()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Demo:Enabled=true", "Demo:ChargePoints=3"]);
        var driver = await DriverAsync(host);
        FoundPlug? plug = null;
        await HostChargers.UntilAsync(async () => (plug = await FreePlugAsync(host, driver)) is not null);
        var tag = Assert.Single((await host.Get<ListOwnTags>().RunAsync(driver, Cancel)).Value);

        var started = await host.Get<StartSession>().RunAsync(driver, new StartRequest(DemoNetwork.Stations[0].Id, plug!.Number, tag.IdTag, plug.ChargePoint), Cancel);

        Assert.True(started.IsDone, started.Refusal?.Message);
        await UntilAsync(() => host.Get<LiveSessions>().Find(started.Value.SessionId) is { State: SessionState.Charging, Figures.EnergyWh: > 0 });
    }

    [Fact]
    public async Task Without_the_demo_the_house_is_empty()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var db = host.OpenDb();

        Assert.False(await db.Stations.AnyAsync(Cancel) || await db.ChargePoints.AnyAsync(Cancel) || await db.IdTags.AnyAsync(Cancel));
    }

    private static async Task<Actor> DriverAsync(EvOpsHost host)
    {
        await using var db = host.OpenDb();
        var person = await db.People.SingleAsync(p => p.Email == "driver@evops.local", Cancel);
        return new Actor(person.Id, person.Email!, [Role.Driver], "test");
    }

    private static async Task<FoundPlug?> FreePlugAsync(EvOpsHost host, Actor driver) =>
        (await host.Get<FindStations>().RunAsync(driver, null, null, 10, 0, Cancel)).Value.Items.SelectMany(s => s.Plugs)
            .FirstOrDefault(plug => plug is { ChargePoint: "DEMO-CP-001", Number: 2, State: PlugState.Free });

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(50, patience.Token);
    }
}
