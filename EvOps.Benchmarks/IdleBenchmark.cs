using System.Globalization;
using EvOps.Simulator;

namespace EvOps.Benchmarks;

/// <summary>Resident memory of one idle connection: booted, silent, its socket open.</summary>
internal static class IdleBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        var settle = TimeSpan.FromSeconds(options.Seconds ?? 20);
        foreach (var connections in options.Connections ?? [5000])
        {
            var bare = await MeasureAsync(() => Server.BareAsync(), connections, settle);
            var evops = await MeasureAsync(() => Server.EvOpsAsync(), connections, settle);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{connections} idle connections: EvOps {evops / 1024:F1} KiB each, bare WebSocket {bare / 1024:F1} KiB each"));
        }

        return 0;
    }

    private static async Task<double> MeasureAsync(Func<Task<Server>> start, int connections, TimeSpan settle)
    {
        await using var server = await start();
        // Code is compiled and pools are filled by a few that come and go before.
        await using (var first = new LoadRun(new LoadOptions { Url = server.Chargers, Connections = 100, Prefix = "FIRST-" })) await first.OpenAsync();
        await Task.Delay(settle / 2);
        var before = server.Memory();
        await using var run = new LoadRun(new LoadOptions { Url = server.Chargers, Connections = connections });
        await run.OpenAsync();
        if (run.OpenConnections != connections) throw new InvalidOperationException($"Only {run.OpenConnections} connections stand: {run.Errors.FirstOrDefault()}");
        run.Hold();
        await Task.Delay(settle);
        return (server.Memory() - before) / (double)connections;
    }
}
