using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Ocpp;

/// <summary>After a power cut in a whole town everybody comes back at once (ocpp.md Q22).</summary>
public sealed class CrowdTests(OcppHouse house) : IClassFixture<OcppHouse>
{
    private const int Chargers = 200;
    private const int Plugs = 2;

    [Fact]
    public async Task Two_hundred_unknown_chargers_connect_boot_and_tell_their_plugs_at_once()
    {
        var prefix = OcppHouse.NewIdentity();

        var all = await Task.WhenAll(Enumerable.Range(0, Chargers).Select(n => ComeAsync($"{prefix}-{n}")));

        Assert.Equal(Chargers, house.Host.Get<ChargePointConnections>().All.Count(c => c.ChargePoint.Identity.StartsWith(prefix, StringComparison.Ordinal)));
        await using var db = house.Host.OpenDb();
        var kept = await db.Set<ChargePoint>().Where(c => c.Identity.StartsWith(prefix)).Include(c => c.Connectors).ToListAsync();
        Assert.Equal(Chargers, kept.Count);
        Assert.All(kept, c => Assert.Equal(Plugs, c.Connectors.Count(plug => $"{plug.Status}" == "Available")));
        await Task.WhenAll(all.Select(c => c.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task One_unknown_charger_that_connects_many_times_at_once_is_enrolled_once()
    {
        var identity = OcppHouse.NewIdentity();

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.Host.ConnectAsync(identity)));

        Assert.Equal(identity, (await house.ChargePointAsync(identity)).Identity);
        await OcppHouse.UntilAsync(() => all.Count(c => c.IsConnected) == 1);
        foreach (var charger in all) await charger.DisposeAsync();
    }

    private async Task<OcppClient> ComeAsync(string identity)
    {
        var charger = await house.Host.ConnectAsync(identity);
        await charger.BootAsync();
        for (var plug = 0; plug <= Plugs; plug++) await charger.ReportAsync(plug, "Available", at: house.Now);
        return charger;
    }
}
