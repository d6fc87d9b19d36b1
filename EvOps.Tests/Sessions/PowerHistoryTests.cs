using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>A day of the network's power: from the stored readings after a start, from memory from then on; never guessed.</summary>
public sealed class PowerHistoryTests : IAsyncLifetime
{
    private readonly FakeClock clock = new();
    private EvOpsHost host = null!;
    private Station station = null!;
    private ChargePoint chargePoint = null!;

    private DateTimeOffset Now => clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        host = await EvOpsHost.StartAsync(clock);
        station = await host.AddStationAsync();
        chargePoint = await host.AddChargePointAsync(station, "CP-1");
    }

    [Fact]
    public async Task After_a_restart_it_is_what_the_readings_say()
    {
        // 2 kWh in the first ten minutes, nothing in the next ten, 1 kWh in the last ten; ended long ago.
        var start = Now.AddHours(-3);
        var session = await host.AddSessionAsync(station, chargePoint, start, startWh: 1_000, stopWh: 4_000);
        await StoreAsync(session, (start.AddMinutes(10), 3_000, null), (start.AddMinutes(20), 3_000, null), (start.AddMinutes(30), 4_000, null));

        var points = await AfterRestartAsync();

        Assert.All(Between(points, start.AddMinutes(1), start.AddMinutes(9)), watts => Assert.Equal(12_000, watts!.Value, 1.0));
        Assert.All(Between(points, start.AddMinutes(11), start.AddMinutes(19)), watts => Assert.Equal(0, watts!.Value, 1.0));
        Assert.All(Between(points, start.AddMinutes(21), start.AddMinutes(29)), watts => Assert.Equal(6_000, watts!.Value, 1.0));
    }

    [Fact]
    public async Task Two_sessions_at_once_add_up()
    {
        var start = Now.AddHours(-2);
        var other = await host.AddChargePointAsync(station, "CP-2");
        await StoreAsync(await host.AddSessionAsync(station, chargePoint, start, startWh: 0), (start.AddMinutes(30), 5_000, null));
        await StoreAsync(await host.AddSessionAsync(station, other, start, startWh: 0), (start.AddMinutes(30), 10_000, null));

        var points = await AfterRestartAsync();

        Assert.All(Between(points, start.AddMinutes(1), start.AddMinutes(29)), watts => Assert.Equal(30_000, watts!.Value, 1.0));
    }

    [Fact]
    public async Task Nothing_flows_without_a_session_and_nobody_knows_without_readings_of_one()
    {
        var start = Now.AddHours(-5);
        await host.AddSessionAsync(station, chargePoint, start);

        var points = await AfterRestartAsync();

        Assert.All(Between(points, start.AddMinutes(1), start.AddMinutes(29)), Assert.Null);
        Assert.All(Between(points, start.AddMinutes(32), Now.AddMinutes(-1)), watts => Assert.Equal(0, watts));
        // Before the first session ever there was no network to speak of.
        Assert.Empty(Between(points, start.AddHours(-3), start.AddMinutes(-1)));
    }

    [Fact]
    public async Task A_power_alone_holds_for_minutes_and_not_for_hours()
    {
        var start = Now.AddHours(-4);
        var session = await host.AddSessionAsync(station, chargePoint, start, stopWh: null);
        await StoreAsync(session, (start.AddMinutes(1), null, 11_000), (start.AddMinutes(3), null, 11_000), (start.AddMinutes(90), null, 11_000));

        var points = await AfterRestartAsync();

        Assert.Equal(11_000, Between(points, start.AddMinutes(2), start.AddMinutes(3)).Single()!.Value, 1.0);
        Assert.All(Between(points, start.AddMinutes(10), start.AddMinutes(80)), Assert.Null);
    }

    [Fact]
    public async Task From_then_on_it_follows_what_chargers_tell()
    {
        Assert.True((await host.Get<Infrastructure.Users.SaveTag>().RunAsync(host.ActorOf(Domain.Users.Role.Admin), ChargingHouse.Tag, new(Domain.Users.TagStatus.Accepted), default)).IsDone);
        await using var charger = await TestCharger.ConnectAsync(host, "CP-1");
        var begun = await charger.StartAsync();
        await charger.ReadAsync(begun.TransactionId, 1_000_100, powerW: 22_000);
        var history = host.Get<PowerHistory>();

        await HostChargers.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(history.Points.Count(point => point.Watts == 22_000) >= 3);
        });
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<PowerPoint[]> AfterRestartAsync()
    {
        await host.StopAsync();
        await host.StartAgainAsync();
        var history = host.Get<PowerHistory>();
        await HostChargers.UntilAsync(() => Task.FromResult(history.IsLoaded));
        return history.Points;
    }

    private async Task StoreAsync(Session session, params (DateTimeOffset At, long? Wh, int? Watts)[] readings)
    {
        await using var db = host.OpenDb();
        db.MeterReadings.AddRange(readings.Select(one => new MeterReading { TransactionId = session.TransactionId!.Value, ConnectorNumber = 1, At = one.At, EnergyWh = one.Wh, PowerW = one.Watts }));
        await db.SaveChangesAsync();
    }

    private static double?[] Between(PowerPoint[] points, DateTimeOffset from, DateTimeOffset to) =>
        [.. points.Where(point => point.At >= from && point.At <= to).Select(point => point.Watts)];
}
