using System.Globalization;
using EvOps.Simulator;

namespace EvOps.Benchmarks;

/// <summary>
/// Messages a second and p99 of MeterValues end to end, closed loop, every reading durable before its answer. The contenders take
/// turns, round by round, so that a noisy machine is noisy for all; the median round counts.
/// </summary>
internal static class MetersBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        var seconds = TimeSpan.FromSeconds(options.Seconds ?? 10);
        foreach (var connections in options.Connections ?? [100, 1000])
        {
            List<LoadResult> bare = [], evops = [];
            List<double> raw = [];
            for (var round = 0; round < (options.Rounds ?? 3); round++)
            {
                bare.Add(await MeasureAsync(() => Server.BareAsync(), connections, seconds));
                evops.Add(await MeasureAsync(() => Server.EvOpsAsync(), connections, seconds));
                raw.Add(RawSqlite.Measure(connections, seconds));
            }

            Print(connections, Median(bare), Median(evops), raw.Order().ElementAt(raw.Count / 2));
        }

        return 0;
    }

    private static async Task<LoadResult> MeasureAsync(Func<Task<Server>> start, int connections, TimeSpan seconds)
    {
        await using var server = await start();
        var result = await LoadRun.RunAsync(new LoadOptions { Url = server.Chargers, Connections = connections, WarmUp = TimeSpan.FromSeconds(3), Duration = seconds });
        if (result.Errors > 0) throw new InvalidOperationException($"{result.Errors} errors, the first: {result.FirstError}");
        return result;
    }

    private static LoadResult Median(List<LoadResult> results) => results.OrderBy(r => r.MessagesPerSecond).ElementAt(results.Count / 2);

    private static void Print(int connections, LoadResult bare, LoadResult evops, double raw)
    {
        Write($"{connections} connections");
        Write($"  bare WebSocket  {bare.MessagesPerSecond,9:N0}/s   p50 {bare.P50Ms,7:N2} ms   p99 {bare.P99Ms,7:N2} ms");
        Write($"  EvOps           {evops.MessagesPerSecond,9:N0}/s   p50 {evops.P50Ms,7:N2} ms   p99 {evops.P99Ms,7:N2} ms   {evops.MessagesPerSecond / bare.MessagesPerSecond:P0} of bare");
        Write($"  raw SQLite rows {raw,9:N0}/s   {evops.MessagesPerSecond / raw:P0} of raw");
        Write($$"""{"connections":{{connections}},"bare":{{bare.ToJson()}},"evops":{{evops.ToJson()}},"rawRowsPerSecond":{{raw:F0}}}""");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
