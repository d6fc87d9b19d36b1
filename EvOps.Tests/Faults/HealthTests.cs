using System.Net;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Faults;

/// <summary>How chargers were, and how they fared: snapshots, lost connections, statistics.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Each_change_leaves_a_snapshot_and_so_does_the_job()
    {
        await using var house = await MonitorTests.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await charger.ReportAsync("Faulted", 1, "GroundFailure");
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await MonitorTests.ReportAsync(house, "FAULT", "smoke");

        var newest = (await SnapshotsAsync(house))[0];
        Assert.Equal((true, "smoke"), (newest.GetProperty("online").GetBoolean(), newest.Text("monitorFaultReason")));
        var plug = newest.GetProperty("connectors")[0];
        Assert.Equal((1, "Faulted", "GroundFailure"), (plug.GetProperty("connectorNumber").GetInt32(), plug.Text("status"), plug.Text("errorCode")));

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var before = (await SnapshotsAsync(house)).Length;
        await house.Host.Get<TakeSnapshots>().RunAsync(default);
        var after = await SnapshotsAsync(house);
        Assert.Equal((before + 1, house.Now), (after.Length, after[0].GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.GetApiAsync("/v1/charge-points/NOBODY/health")).Status);
    }

    [Fact]
    public async Task Old_snapshots_go_and_younger_ones_stay()
    {
        await using var house = await ChargingHouse.OpenAsync("Faults:SnapshotDays=7");
        await using (var db = house.Host.OpenDb())
        {
            var charger = await db.ChargePoints.Include(c => c.Connectors).SingleAsync(c => c.Identity == ChargingHouse.Identity);
            for (var day = 5; day < 10; day++) db.HealthSnapshots.Add(new HealthSnapshot(charger, true, house.Now.AddDays(-day).AddMinutes(1)));
            await db.SaveChangesAsync();
        }

        await house.Host.Get<ForgetSnapshots>().RunAsync(default);
        await house.Host.Get<ForgetSnapshots>().RunAsync(default);

        Assert.Equal([5, 6, 7], (await SnapshotsAsync(house)).Select(s => (int)Math.Ceiling((house.Now - s.GetProperty("at").GetDateTimeOffset()).TotalDays)).Where(d => d > 1));
    }

    [Fact]
    public async Task A_charger_that_stays_away_is_faulty_once_and_well_when_it_is_back()
    {
        await using var house = await ChargingHouse.OpenAsync("Faults:OfflineMinutes=1");
        var job = house.Host.Get<NoteLostConnections>();
        var charger = await house.ChargerAsync();
        await charger.DisposeAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(!house.Host.Get<IChargePointLink>().IsConnected(ChargingHouse.Identity)));
        await HostChargers.UntilAsync(async () => await LinesOfConnectionAsync(house) == 1);

        await job.RunAsync(default);
        Assert.Empty(await MonitorTests.LinesAsync(house));

        for (var i = 0; i < 61; i++) house.Clock.Advance(TimeSpan.FromSeconds(1));
        await job.RunAsync(default);
        await job.RunAsync(default);

        var line = Assert.Single(await MonitorTests.LinesAsync(house));
        Assert.Equal(("FAULT", "Connection", "CP-1 lost its connection."), (line.Text("kind"), line.Text("source"), line.Text("message")));

        await using var back = await house.ChargerAsync();
        Assert.Equal(["RECOVERY", "FAULT"], (await MonitorTests.LinesAsync(house)).Select(l => l.Text("kind")));
        await job.RunAsync(default);
        Assert.Equal(2, (await MonitorTests.LinesAsync(house)).Length);
    }

    [Fact]
    public async Task Statistics_are_made_of_what_was_written_down()
    {
        await using var house = await MonitorTests.OpenAsync();
        await using (var db = house.Host.OpenDb())
        {
            var charger = await db.ChargePoints.SingleAsync(c => c.Identity == ChargingHouse.Identity);
            void Add(double hoursAgo, int connector, ConnectorStatus status, string? code = null) => db.StatusLog.Add(
                StatusLogEntry.OfPlug(charger.Id, connector, status, code, null, house.Now.AddHours(-hoursAgo), house.Now.AddHours(-hoursAgo)));
            db.StatusLog.Add(StatusLogEntry.OfConnection(charger.Id, true, house.Now.AddDays(-50)));
            Add(50 * 24, 1, ConnectorStatus.Available);
            Add(50 * 24, 2, ConnectorStatus.Available);
            Add(100, 1, ConnectorStatus.Faulted, "GroundFailure");
            Add(94, 1, ConnectorStatus.Available);
            Add(80, 2, ConnectorStatus.Unavailable);
            Add(68, 2, ConnectorStatus.Available);
            db.FaultEvents.AddRange(
                new FaultEvent(charger.Id, 1, FaultKind.Fault, FaultSource.StatusNotification, new FaultTold(null, "GroundFailure"), house.Now.AddHours(-100), house.Now.AddHours(-100)),
                new FaultEvent(charger.Id, 1, FaultKind.Recovery, FaultSource.StatusNotification, new FaultTold(null, "GroundFailure"), house.Now.AddHours(-94), house.Now.AddHours(-94)));
            await db.SaveChangesAsync();
        }

        var found = (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics?days=30")).Data;

        Assert.Equal((1, 0, 360m), (found.GetProperty("count").GetInt32(), found.GetProperty("open").GetInt32(), found.Amount("mttrMinutes")));
        var (one, two) = (found.GetProperty("connectors")[0], found.GetProperty("connectors")[1]);
        Assert.Equal((360m, 0m, 99.167m, 99.167m), (one.Amount("outageMinutes"), one.Amount("excludedMinutes"), one.Amount("availabilityPercent"), one.Amount("uptimePercent")));
        Assert.Equal((720m, 720m, 98.333m, 100m), (two.Amount("outageMinutes"), two.Amount("excludedMinutes"), two.Amount("availabilityPercent"), two.Amount("uptimePercent")));
        Assert.Equal(98.75m, found.Amount("availabilityPercent"));
        Assert.Equal(30 * 24 * 60 * 0.9875m, found.Amount("mtbfMinutes"));
        Assert.Equal(("GroundFailure", 1), (found.GetProperty("byCause")[0].Text("cause"), found.GetProperty("byCause")[0].GetProperty("count").GetInt32()));
        Assert.Equal(30, found.GetProperty("days").GetArrayLength());
        Assert.Equal(1, (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics?days=1")).Data.GetProperty("days").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics?days=0")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.GetApiAsync("/v1/charge-points/NOBODY/fault-statistics")).Status);
    }

    [Fact]
    public async Task Of_a_charger_that_never_came_nothing_is_claimed()
    {
        await using var house = await ChargingHouse.OpenAsync();

        var found = (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/fault-statistics")).Data;

        Assert.Null(found.Amount("availabilityPercent"));
        Assert.Null(found.Amount("mtbfMinutes"));
        Assert.Equal(0, found.GetProperty("connectors").GetArrayLength());
    }

    private static async Task<System.Text.Json.JsonElement[]> SnapshotsAsync(ChargingHouse house) =>
        [.. (await house.Operator.GetApiAsync("/v1/charge-points/CP-1/health")).Data.GetProperty("items").EnumerateArray()];

    private static async Task<int> LinesOfConnectionAsync(ChargingHouse house)
    {
        await using var db = house.Host.OpenDb();
        return await db.StatusLog.CountAsync(l => l.IsOnline == false);
    }
}
