using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;
using EvOps.Simulator;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Drive;

/// <summary>One host by the real clock, one station in Hamburg, the driver with a tag, and a charge point for each test.</summary>
public sealed class DriveHouse : IAsyncLifetime
{
    public const string Tag = "DRIVERS-TAG";

    public EvOpsHost Host { get; private set; } = null!;

    public Station Station { get; private set; } = null!;

    public string StationPage => $"/drive/stations/{Station.Id}";

    public async ValueTask InitializeAsync()
    {
        Host = await EvOpsHost.StartAsync();
        Station = await Host.AddStationAsync();
        await TagAsync(Tag, Host.PersonOf(Role.Driver).PersonId);
    }

    public async Task TagAsync(string tag, Guid owner) =>
        Assert.True((await Host.Get<SaveTag>().RunAsync(Host.ActorOf(Role.Admin), tag, new TagWish(TagStatus.Accepted, UserId: owner), default)).IsDone);

    /// <summary>A charger that says what the test wants it to say.</summary>
    internal async Task<TestCharger> ChargerAsync(string identity)
    {
        await Host.AddChargePointAsync(Station, identity);
        return await TestCharger.ConnectAsync(Host, identity);
    }

    /// <summary>A charger that charges and obeys by itself, one car after the other.</summary>
    internal async Task<SimulatedChargePoint> LivingChargerAsync(string identity)
    {
        await Host.AddChargePointAsync(Station, identity);
        var charger = Host.Charger(identity);
        await charger.ConnectAsync();
        return charger;
    }

    /// <summary>The driver asks for a start; the session's id.</summary>
    public async Task<Guid> StartAsync(string charger)
    {
        var started = await Host.Get<StartSession>().RunAsync(Host.ActorOf(Role.Driver), new StartRequest(Station.Id, 1, Tag, charger), default);
        Assert.True(started.IsDone, started.Refusal?.Message);
        return started.Value.SessionId;
    }

    public async Task EndAsync(int transactionId) =>
        Assert.True((await Host.Get<EndSession>().RunAsync(Host.ActorOf(Role.Driver), $"{transactionId}", default)).IsDone);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
