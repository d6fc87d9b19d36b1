namespace EvOps.Simulator;

// Things that take a while; all of them end with the charge point.
public sealed partial class SimulatedChargePoint
{
    /// <summary>Does something after a time of the charge point's clock.</summary>
    private void Later(TimeSpan delay, Action action) => Do(async cancel =>
    {
        await Task.Delay(delay, time, cancel).ConfigureAwait(false);
        action();
        Tell();
    });

    private void Do(Func<CancellationToken, Task> job)
    {
        lock (gate)
        {
            work.RemoveAll(done => done.IsCompleted);
            if (!disposing.IsCancellationRequested)
                work.Add(Task.Run(() => DoAsync(job), CancellationToken.None));
        }
    }

    private async Task DoAsync(Func<CancellationToken, Task> job)
    {
        try
        {
            await job(disposing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (disposing.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception e) when (e is OcppCallError or TimeoutException or OcppConnectionLostException)
        {
            LastError = e.Message;
        }
    }
}
