using System.Threading.Channels;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Group commit for meter readings: whatever waits is written in one transaction, then every caller is told. No timer: a lone
/// reading is written at once, and under load the batches grow by themselves. When a caller returns, its reading is on the disk.
/// </summary>
public sealed partial class MeterWriter(IMeterStore store, TimeProvider time, ILogger<MeterWriter> log) : BackgroundService
{
    /// <summary>Readings in one transaction at the most; bounds the wait of whoever comes next.</summary>
    private const int MostInOneCommit = 1024;

    private const long Idle = long.MinValue;

    private readonly Channel<Pending> waiting = Channel.CreateUnbounded<Pending>(new() { SingleReader = true });
    private long writingSince = Idle;

    /// <summary>How long the batch under way has been taking; null where nothing is being written.</summary>
    public TimeSpan? WritingFor => Interlocked.Read(ref writingSince) is var since && since != Idle ? time.GetElapsedTime(since) : null;

    public bool HasStopped => ExecuteTask is { IsCompleted: true };

    /// <summary>Completes when the readings are durable; throws when they could not be stored.</summary>
    public Task WriteAsync(IReadOnlyList<MeterReading> readings)
    {
        if (readings.Count == 0) return Task.CompletedTask;

        var pending = new Pending(readings);
        if (!waiting.Writer.TryWrite(pending)) throw new InvalidOperationException("The meter writer has stopped.");
        return pending.Task;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is accepted is written before the process ends.
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } running) await running;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var batch = new List<Pending>(MostInOneCommit);
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var count = 0;
            while (count < MostInOneCommit && waiting.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
                count += pending.Readings.Count;
            }

            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        using var activity = Tracing.BeginAnew("store readings");
        Interlocked.Exchange(ref writingSince, time.GetTimestamp());
        try
        {
            await store.AppendAsync(batch.SelectMany(p => p.Readings));
            foreach (var pending in batch) pending.SetResult();
        }
#pragma warning disable CA1031 // Each caller gets the failure; the writer itself goes on with the next batch.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            activity.Failed(failure.Message);
            BatchFailed(failure, batch.Count);
            foreach (var pending in batch) pending.SetException(failure);
        }
        finally
        {
            Interlocked.Exchange(ref writingSince, Idle);
        }
    }

    private sealed class Pending(IReadOnlyList<MeterReading> readings) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IReadOnlyList<MeterReading> Readings => readings;
    }

    [LoggerMessage(LogLevel.Error, "{Count} messages with meter readings could not be stored")]
    private partial void BatchFailed(Exception failure, int count);
}

/// <summary>Appends readings in one durable transaction. One implementation per database, because EF batches cost about twice raw ones here.</summary>
public interface IMeterStore
{
    Task AppendAsync(IEnumerable<MeterReading> readings);
}
