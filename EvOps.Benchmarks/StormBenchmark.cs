using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Benchmarks;

/// <summary>
/// A voltage dip in a whole town: every charger says Faulted and Available in turn, all of it on the wire at once. Measured is until the last
/// change was answered, which is when it is on the disk, and what the console's first answer took meanwhile.
/// </summary>
internal static class StormBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        var (connections, changes) = (options.Connections?[0] ?? 20, options.Changes ?? 10_000);
        await using var server = await Server.EvOpsAsync();
        var chargers = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => ConnectAsync(server, i)));
        using var over = new CancellationTokenSource();
        var asking = AskAsync(server, over.Token);

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(chargers.Select(charger => TellAsync(charger, changes / connections)));
        var sent = watch.Elapsed;
        await Task.WhenAll(chargers.Select(charger => HearAsync(charger, changes / connections)));
        var answered = watch.Elapsed;
        await over.CancelAsync();
        var waits = await asking;

        Write($"{changes} changes of {connections} chargers: on the wire in {sent.TotalSeconds:N1} s, saved and answered in {answered.TotalSeconds:N1} s ({changes / answered.TotalSeconds:N0} a second)");
        Write($"  a page of the console meanwhile: {waits.Count} times, median {waits.Order().ElementAt(waits.Count / 2):N0} ms, slowest {waits.Max():N0} ms");
        foreach (var charger in chargers) await charger.DisposeAsync();
        return 0;
    }

    private static async Task<OcppClient> ConnectAsync(Server server, int number)
    {
        var charger = await OcppClient.OpenAsync(OcppClient.UrlFor(server.Chargers, $"STORM-{number}"), new OcppClientOptions(), CancellationToken.None);
        await charger.CallAsync("BootNotification", new JsonObject { ["chargePointVendor"] = "Volta", ["chargePointModel"] = "Street 22" });
        return charger;
    }

    private static async Task TellAsync(OcppClient charger, int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var (status, code) = i % 2 == 0 ? ("Faulted", "UnderVoltage") : ("Available", "NoError");
            await charger.SendRawAsync($$"""[2,"s{{i}}","StatusNotification",{"connectorId":1,"status":"{{status}}","errorCode":"{{code}}"}]""");
        }
    }

    private static async Task HearAsync(OcppClient charger, int changes)
    {
        for (var i = 0; i < changes; i++) await charger.ReceiveRawAsync();
    }

    private static async Task<List<double>> AskAsync(Server server, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = new UriBuilder(server.Chargers) { Scheme = "http", Path = "/" }.Uri };
        var waits = new List<double>();
        do
        {
            var watch = Stopwatch.StartNew();
            (await http.GetAsync("/sign-in", CancellationToken.None)).EnsureSuccessStatusCode();
            waits.Add(watch.Elapsed.TotalMilliseconds);
            await Task.Delay(100, CancellationToken.None);
        }
        while (!over.IsCancellationRequested);
        return waits;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
