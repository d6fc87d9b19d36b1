namespace EvOps.Simulator;

// Losing the network, the way it is lost in a car park: nobody is told.
public sealed partial class SimulatedChargePoint
{
    private TaskCompletionSource networkReturns = Completed();
    private OcppClient? lostClient;

    /// <summary>
    /// The network is gone: the charge point goes offline, yet the TCP connection stays open and silent as seen from the central system.
    /// </summary>
    /// <param name="duration">How long; null until <see cref="RestoreNetwork"/>.</param>
    public void LoseNetwork(TimeSpan? duration = null)
    {
        lock (gate)
        {
            if (networkReturns.Task.IsCompleted)
                networkReturns = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (client is { } current)
                Lose(current);

            if (duration is { } time)
                Later(time, RestoreNetwork);
        }

        Tell();
    }

    /// <summary>The network is back: what is left of the old connection breaks, and a new one is made.</summary>
    public void RestoreNetwork()
    {
        lock (gate)
            networkReturns.TrySetResult();
    }

    private void Lose(OcppClient current)
    {
        current.Freeze();
        lostClient = current;
        Connection = ConnectionState.Offline;
        dropped.TrySetResult();
    }

    private async Task NetworkReturnsAsync(CancellationToken end)
    {
        Task returns;
        lock (gate)
            returns = networkReturns.Task;
        await returns.WaitAsync(end).ConfigureAwait(false);
        await BuryAsync().ConfigureAwait(false);
    }

    private async Task BuryAsync()
    {
        OcppClient? lost;
        lock (gate)
        {
            lost = lostClient;
            lostClient = null;
        }

        if (lost is null)
            return;
        lost.Abort();
        await lost.DisposeAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
