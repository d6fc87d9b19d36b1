using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>The readings of a session as a page and as a graph takes them.</summary>
public sealed class ReadingSeriesTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task A_graph_gets_few_real_readings_with_the_peak_the_ends_and_the_gap()
    {
        var session = await ChargedAsync(2000);

        var series = (await host.Get<ListReadings>().SeriesAsync(host.ActorOf(Role.Support), session.Id.ToString(), 100, default)).Value;

        Assert.InRange(series.Length, 50, 100);
        Assert.Equal((At(0), At(1999)), (series[0].At, series[^1].At));
        Assert.Contains(series, p => p.PowerW == 99_000);
        Assert.DoesNotContain(series, p => p.At > At(999) && p.At < At(1400));
        Assert.All(series, p => Assert.Equal(1000 + (long)((p.At - At(0)).TotalSeconds / 5), p.RegisterWh));
    }

    [Fact]
    public async Task A_page_of_readings_is_in_order_of_time_whatever_came_first()
    {
        var session = await ChargedAsync(10);

        var page = (await host.Get<ListReadings>().RunAsync(host.ActorOf(Role.Support), session.RequestId.ToString(), 3, 2, default)).Value;

        Assert.Equal((10, 3, 2), (page.Total, page.Limit, page.Offset));
        Assert.Equal([At(2), At(3), At(4)], page.Items.Select(r => r.At));
    }

    private static DateTimeOffset At(int reading) => SessionRecords.Morning.AddSeconds(5 * reading);

    private async Task<Session> ChargedAsync(int readings)
    {
        var station = await host.AddStationAsync();
        var chargePoint = await host.AddChargePointAsync(station, $"SERIES-{readings}");
        var session = await host.AddSessionAsync(station, chargePoint, SessionRecords.Morning);
        await using var db = host.OpenDb();
        db.MeterReadings.AddRange(Enumerable.Range(0, readings).Reverse().Where(i => i is < 1000 or >= 1400).Select(i => new MeterReading
        {
            TransactionId = session.TransactionId!.Value,
            ConnectorNumber = 1,
            At = At(i),
            EnergyWh = 1000 + i,
            PowerW = i == 777 ? 99_000 : 11_000,
        }));
        await db.SaveChangesAsync();
        return session;
    }
}
