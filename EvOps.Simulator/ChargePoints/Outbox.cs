namespace EvOps.Simulator;

/// <summary>
/// What a charge point has to say, in order, one call at a time (OCPP-J 1.6 §4.1.1). Transaction-related calls wait here while it is
/// offline; everything else is dropped then, since it will be out of date.
/// </summary>
internal sealed class Outbox(TimeProvider time)
{
    // A charger's memory is small; it drops readings first (OCPP 1.6 §3.7.1 allows that for MeterValues only).
    private const int MostKept = 5000;

    private readonly Lock gate = new();
    private readonly LinkedList<OutgoingCall> kept = [];
    private readonly LinkedList<OutgoingCall> fleeting = [];
    private TaskCompletionSource changed = NewSignal();
    private long lastOrder;

    public int KeptCount
    {
        get
        {
            lock (gate)
                return kept.Count;
        }
    }

    public void Add(OutgoingCall call)
    {
        lock (gate)
        {
            call.Order = ++lastOrder;
            (call.IsKept ? kept : fleeting).AddLast(call);
            if (kept.Count > MostKept && kept.FirstOrDefault(one => one.Action == "MeterValues") is { } oldest)
                kept.Remove(oldest);
        }

        Signal();
    }

    /// <summary>Wakes a waiting <see cref="NextAsync"/>, because what it may send has changed.</summary>
    public void Signal()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            waiting = changed;
            changed = NewSignal();
        }

        waiting.TrySetResult();
    }

    /// <summary>The next call to send; it stays until <see cref="Remove"/>.</summary>
    public async Task<OutgoingCall> NextAsync(Func<bool> isRegistered, CancellationToken cancel)
    {
        while (true)
        {
            Task wake;
            TimeSpan? retryIn;
            lock (gate)
            {
                if (Pick(isRegistered(), out retryIn) is { } call)
                    return call;
                wake = changed.Task;
            }

            if (retryIn is null)
                await wake.WaitAsync(cancel).ConfigureAwait(false);
            else
                await WaitAsync(wake, retryIn.Value, cancel).ConfigureAwait(false);
        }
    }

    public void Remove(OutgoingCall call)
    {
        lock (gate)
        {
            (call.IsKept ? kept : fleeting).Remove(call);
        }
    }

    /// <summary>The connection is gone: what is not kept is given up, what is kept waits for the next connection.</summary>
    public void GoOffline()
    {
        OutgoingCall[] dropped;
        lock (gate)
        {
            dropped = [.. fleeting];
            fleeting.Clear();
            foreach (var call in kept)
            {
                call.Done.TrySetResult(null);
                call.NotBefore = default;
            }
        }

        foreach (var call in dropped)
            call.Done.TrySetException(new OcppConnectionLostException($"{call.Action} was not sent: the connection is gone."));
    }

    private OutgoingCall? Pick(bool isRegistered, out TimeSpan? retryIn)
    {
        retryIn = null;
        if (!isRegistered)
            return fleeting.FirstOrDefault(call => call.BeforeRegistration);
        var wait = kept.First is { } head ? head.Value.NotBefore - time.GetUtcNow() : TimeSpan.Zero;
        var ready = wait <= TimeSpan.Zero ? kept.First?.Value : null;
        var other = fleeting.First?.Value;
        if (ready is not null && (other is null || ready.Order < other.Order))
            return ready;
        if (other is null && wait > TimeSpan.Zero)
            retryIn = wait;
        return other;
    }

    private async Task WaitAsync(Task wake, TimeSpan most, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(wake, Task.Delay(most, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
