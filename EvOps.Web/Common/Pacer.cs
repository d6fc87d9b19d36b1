namespace EvOps.Web.Common;

/// <summary>
/// Turns any number of marks into a few runs: the first mark runs at once, those that follow wait until <paramref name="pause"/>
/// has passed, never two runs at the same time, and no timer runs while nothing is marked.
/// </summary>
internal sealed class Pacer(TimeProvider time, TimeSpan pause, Func<Task> run) : IDisposable
{
    private readonly Lock gate = new();
    private ITimer? timer;
    private bool marked, running, disposed;
    private long? lastRun;

    /// <summary>Called on a publisher's thread, tens of thousands of times a second: while a run is due it costs one look.</summary>
    public void Mark()
    {
        // What the publisher wrote must be seen by the run that a stale "already marked" counts on.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref marked)) return;

        lock (gate)
        {
            if (marked || disposed) return;

            marked = true;
            if (!running) Arm();
        }
    }

    /// <summary>Without the pause: somebody clicked, and waits.</summary>
    public void MarkAtOnce()
    {
        lock (gate)
        {
            if (disposed) return;

            marked = true;
            lastRun = null;
            if (!running) Arm();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer?.Dispose();
        }
    }

    // A timer even where nothing has to be waited for: a run belongs on a thread of the pool, not on the publisher's.
    private void Arm()
    {
        var wait = lastRun is { } last ? pause - time.GetElapsedTime(last) : TimeSpan.Zero;
        timer ??= time.CreateTimer(static pacer => _ = ((Pacer)pacer!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync()
    {
        lock (gate)
        {
            if (disposed || running) return;

            // Before the run, so that what changes during it is marked again.
            marked = false;
            running = true;
            lastRun = time.GetTimestamp();
        }
        try
        {
            await run();
        }
        finally
        {
            lock (gate)
            {
                running = false;
                if (marked && !disposed) Arm();
            }
        }
    }
}
