using System.Diagnostics;
using System.Globalization;
using EvOps.Domain.Faults;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Faults;
using EvOps.Infrastructure.Stations;
using EvOps.Simulator;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using ConnectorStatus = EvOps.Domain.Stations.ConnectorStatus;

namespace EvOps.Tests.Faults;

/// <summary>
/// Many chargers whose states change without end: a voltage dip in a whole town. Ten thousand changes are what the benchmark "storm" measures;
/// here is what has to hold however many there are.
/// </summary>
public sealed class FaultStormTests
{
    private const int Chargers = 20, ChangesOfEach = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_storm_of_status_changes_leaves_the_console_responsive_and_the_history_complete_and_in_order()
    {
        await using var host = await EvOpsHost.StartAsync();
        foreach (var identity in Identities()) await StationTalk.AddChargerAsync(host.Client(Role.Admin), identity);
        var begin = DateTimeOffset.UtcNow.AddMinutes(-1);
        using var over = new CancellationTokenSource();
        var asking = AskAsync(host, over.Token);
        var told = Stopwatch.StartNew();

        var chargers = await Task.WhenAll(Identities().Select(identity => ConnectAsync(host, identity)));
        await Task.WhenAll(chargers.Select(charger => TellAsync(charger, begin)));
        var sent = told.Elapsed;
        await Task.WhenAll(chargers.Select(HearAsync));
        var answered = told.Elapsed;
        await over.CancelAsync();
        var (answers, slowest) = await asking;

        TestContext.Current.TestOutputHelper?.WriteLine($"{Chargers * ChangesOfEach} changes sent in {sent.TotalSeconds:0.0} s, answered in {answered.TotalSeconds:0.0} s; the slowest of {answers} requests took {slowest.TotalMilliseconds:0} ms.");
        Assert.True(answers >= 3, $"Only {answers} requests were answered while it went on.");
        // Whoever asks is not made to wait for the end of it: that would be all of the time the storm takes.
        Assert.True(slowest < TimeSpan.FromSeconds(15), $"The slowest of {answers} requests took {slowest}.");
        foreach (var identity in Identities()) await CompleteAsync(host, identity, begin);
        foreach (var charger in chargers) await charger.DisposeAsync();
    }

    private static IEnumerable<string> Identities() => Enumerable.Range(1, Chargers).Select(i => $"STORM-{i}");

    private static async Task<OcppClient> ConnectAsync(EvOpsHost host, string identity)
    {
        var charger = await host.ConnectAsync(identity);
        await charger.BootAsync();
        return charger;
    }

    private static async Task TellAsync(OcppClient charger, DateTimeOffset begin)
    {
        for (var i = 0; i < ChangesOfEach; i++)
        {
            var (status, code) = i % 2 == 0 ? ("Faulted", "UnderVoltage") : ("Available", "NoError");
            await charger.SendRawAsync($$"""[2,"s{{i}}","StatusNotification",{"connectorId":1,"status":"{{status}}","errorCode":"{{code}}","timestamp":"{{TimeOf(begin, i).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}}"}]""");
        }
    }

    private static async Task HearAsync(OcppClient charger)
    {
        for (var i = 0; i < ChangesOfEach; i++) Assert.StartsWith($"[3,\"s{i}\"", await charger.ReceiveRawAsync(), StringComparison.Ordinal);
    }

    private static DateTimeOffset TimeOf(DateTimeOffset begin, int i) => begin.AddMilliseconds(100 * i);

    /// <summary>What somebody at the console asks for meanwhile: pages and lists.</summary>
    private static async Task<(int Answers, TimeSpan Slowest)> AskAsync(EvOpsHost host, CancellationToken over)
    {
        var (browser, api, answers, slowest) = (host.Browser(Role.Operator), host.Client(Role.Operator), 0, TimeSpan.Zero);
        string[] pages = ["/", "/faults", "/chargers/STORM-1"];
        while (!over.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            (await browser.GetAsync(pages[answers % pages.Length], Cancel)).EnsureSuccessStatusCode();
            Assert.True((await api.GetApiAsync("/v1/faults?limit=20")).Success);
            if (watch.Elapsed > slowest) slowest = watch.Elapsed;
            answers++;
            await Task.Delay(100, Cancel);
        }

        return (answers, slowest);
    }

    private static async Task CompleteAsync(EvOpsHost host, string identity, DateTimeOffset begin)
    {
        await using var db = host.OpenDb();
        var id = await db.ChargePoints.Where(c => c.Identity == identity).Select(c => c.Id).SingleAsync(Cancel);
        var states = await db.StatusLog.AsNoTracking().Where(l => l.ChargePointId == id && l.ConnectorNumber == 1 && l.Status != null).OrderBy(l => l.Id).ToListAsync(Cancel);
        var faults = await db.FaultEvents.AsNoTracking().Where(e => e.ChargePointId == id).OrderBy(e => e.ReportedAt).ToListAsync(Cancel);

        Assert.Equal(
            Enumerable.Range(0, ChangesOfEach).Select(i => (i % 2 == 0 ? ConnectorStatus.Faulted : ConnectorStatus.Available, Milliseconds(TimeOf(begin, i)))),
            states.Select(l => (l.Status!.Value, Milliseconds(l.ChargerAt!.Value))));
        Assert.Equal(
            Enumerable.Range(0, ChangesOfEach).Select(i => (i % 2 == 0 ? FaultKind.Fault : FaultKind.Recovery, Milliseconds(TimeOf(begin, i)))),
            faults.Select(e => (e.Kind, Milliseconds(e.ReportedAt))));
    }

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
