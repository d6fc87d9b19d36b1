using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;

namespace EvOps.Simulator;

/// <summary>
/// Many connections in a closed loop: each boots, starts one transaction, and then sends its next message as soon as the last was
/// answered. <see cref="OpenAsync"/> alone makes idle connections.
/// </summary>
public sealed class LoadRun : IAsyncDisposable
{
    private readonly LoadOptions options;
    private readonly HttpMessageInvoker connector;
    private readonly List<LoadConnection> open = [];
    private readonly ConcurrentQueue<string> errors = new();
    private readonly CancellationTokenSource disposing = new();
    private Task holding = Task.CompletedTask;
    private volatile bool isClosing;

    /// <summary>A run that has not begun.</summary>
    public LoadRun(LoadOptions options)
    {
        this.options = options;
        connector = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
    }

    /// <summary>Connections that stand and were booted.</summary>
    public int OpenConnections => open.Count;

    /// <summary>Everything that failed so far, in words.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>Opens all connections, measures the messages, ends the transactions, closes.</summary>
    public static async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken cancel = default)
    {
        await using var run = new LoadRun(options);
        await run.OpenAsync(cancel).ConfigureAwait(false);
        return await run.MeasureAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Connects and boots every connection. Those that fail are counted as errors and left out.</summary>
    public async Task OpenAsync(CancellationToken cancel = default)
    {
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.ConnectAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(1, options.Connections), atOnce, OpenOneAsync).ConfigureAwait(false);
    }

    /// <summary>Keeps the open connections idle, answering pings, until disposed. Returns at once.</summary>
    public void Hold() => holding = Task.WhenAll(open.Select(one => TryAsync(one.HoldAsync, disposing.Token)));

    /// <summary>Starts a transaction on every open connection, sends for the warm-up and the measured time, and stops the transactions.</summary>
    public async Task<LoadResult> MeasureAsync(CancellationToken cancel = default)
    {
        if (options.Message == LoadMessage.MeterValues)
            await EachAsync(one => one.StartTransactionAsync, options.Timeout, cancel).ConfigureAwait(false);
        if (options.WarmUp > TimeSpan.Zero)
            await SendAsync(options.WarmUp, cancel).ConfigureAwait(false);
        foreach (var one in open)
            one.Latencies.Clear();
        var seconds = await SendAsync(options.Duration, cancel).ConfigureAwait(false);
        var result = Result(seconds);
        if (options.Message == LoadMessage.MeterValues)
            await EachAsync(one => one.StopTransactionAsync, options.Timeout, cancel).ConfigureAwait(false);
        return result;
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposing.IsCancellationRequested)
            return;
        isClosing = true;
        await EachAsync(one => one.CloseAsync, TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
        await disposing.CancelAsync().ConfigureAwait(false);
        await holding.ConfigureAwait(false);
        foreach (var one in open)
            one.Dispose();
        connector.Dispose();
        disposing.Dispose();
    }

    private async ValueTask OpenOneAsync(int number, CancellationToken cancel)
    {
        var connection = new LoadConnection(options, number);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(options.Timeout);
        if (!await TryAsync(token => connection.OpenAsync(connector, token), timeout.Token).ConfigureAwait(false))
        {
            connection.Dispose();
            return;
        }

        lock (open)
            open.Add(connection);
    }

    private async Task<double> SendAsync(TimeSpan duration, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var deadline = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await EachAsync(one => token => one.SendUntilAsync(deadline, token), duration + options.Timeout, cancel).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task EachAsync(Func<LoadConnection, Func<CancellationToken, Task>> job, TimeSpan longest, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(longest);
        await Task.WhenAll(open.Select(one => Task.Run(() => TryAsync(job(one), enough.Token), CancellationToken.None))).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> job, CancellationToken cancel)
    {
        try
        {
            await job(cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or HttpRequestException)
        {
            if (!isClosing)
                errors.Enqueue(e is OperationCanceledException ? "Something was not answered in time." : e.Message);
            return false;
        }
    }

    private LoadResult Result(double seconds)
    {
        var all = new LatencyHistogram();
        foreach (var one in open)
            all.Add(one.Latencies);
        var callErrors = open.Sum(one => one.CallErrors);
        return new LoadResult(
            open.Count, Math.Round(seconds, 2), all.Count, Math.Round(all.Count / seconds, 1),
            Math.Round(all.PercentileMs(0.5), 3), Math.Round(all.PercentileMs(0.9), 3), Math.Round(all.PercentileMs(0.99), 3),
            Math.Round(all.MaxMs, 3), errors.Count + callErrors,
            open.Count(one => one.StartStatus is not null and not "Accepted"),
            errors.TryPeek(out var first) ? first : callErrors > 0 ? "Messages were answered with CALLERROR." : null);
    }
}
