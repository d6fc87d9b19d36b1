using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Common;

/// <summary>
/// Work that goes on after the answer was given (asking a charger to start, say). Its intent is on the disk already, so that a
/// crash loses nothing; on shutdown what is in flight is finished within the host's deadline.
/// </summary>
public sealed partial class FollowUps(ILogger<FollowUps> log) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Task, byte> running = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Runs the work beside the caller and hands back its task for those who want to wait a little.</summary>
    public Task<T> Run<T>(string name, Func<CancellationToken, Task<T>> work)
    {
        var task = Task.Run(() => work(stopping.Token));
        running.TryAdd(task, 0);
        _ = task.ContinueWith(done => Finished(done, name), TaskScheduler.Default);
        return task;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        // What failed has been told by itself; a deadline that has passed is no failure of stopping.
        await Task.WhenAll(running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private void Finished(Task task, string name)
    {
        running.TryRemove(task, out _);
        if (task.Exception is { } failure) Failed(failure.GetBaseException(), name);
    }

    [LoggerMessage(LogLevel.Error, "{Name} failed")]
    private partial void Failed(Exception failure, string name);
}
